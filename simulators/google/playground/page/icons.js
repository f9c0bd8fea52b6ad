const SVG = 'http://www.w3.org/2000/svg';

/** Shapes on a field of 24 by 24. Signs are drawn: not every font has them. */
const PATHS = {
  locked:
    'M7 10V7a5 5 0 0 1 10 0v3h1a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1H6a1 1 0 0 1-1-1v-9a1 1 0 0 1 1-1h1zm2 0h6V7a3 3 0 0 0-6 0v3z',
  unlocked:
    'M9 10h9a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1H6a1 1 0 0 1-1-1v-9a1 1 0 0 1 1-1h1V6a5 5 0 0 1 9.6-2l-1.8.9A3 3 0 0 0 9 6v4z',
  jammed: 'M12 3 22 20H2L12 3zm-1 7v5h2v-5h-2zm0 6.5v2h2v-2h-2z',
  offline:
    'M4.3 3 21 19.7 19.7 21l-5-5L12 19 2 9c1-1 2-1.7 3.3-2.3L3 4.3 4.3 3zM12 5c3.7 0 7.3 1.3 10 4l-4.3 4.3L9.6 5.2C10.4 5.1 11.2 5 12 5z',
  updating: 'M12 4a8 8 0 1 0 8 8h-2a6 6 0 1 1-6-6V4z',
  unknown:
    'M12 2a10 10 0 1 1 0 20 10 10 0 0 1 0-20zm-1 13v2h2v-2h-2zm1-9a3.5 3.5 0 0 0-3.5 3.5h2a1.5 1.5 0 1 1 2.3 1.3c-1 .6-1.8 1.3-1.8 3.2h2c0-1 .4-1.3 1.2-1.8A3.5 3.5 0 0 0 12 6z',
  mic: 'M12 15a3.5 3.5 0 0 0 3.5-3.5v-6a3.5 3.5 0 0 0-7 0v6A3.5 3.5 0 0 0 12 15zm-7-4h2a5 5 0 0 0 10 0h2a7 7 0 0 1-6 6.9V21h-2v-3.1A7 7 0 0 1 5 11z',
  yes: 'M9.5 17.9 3.6 12 5 10.6l4.5 4.5L19 5.6 20.4 7z',
  no: 'M6.4 5 12 10.6 17.6 5 19 6.4 13.4 12l5.6 5.6-1.4 1.4-5.6-5.6L6.4 19 5 17.6 10.6 12 5 6.4z',
  to: 'M4 11h11.2l-4.1-4.1L12.5 5.5 19 12l-6.5 6.5-1.4-1.4 4.1-4.1H4z',
};

/** Creates an icon; it says nothing to a screen reader. */
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('class', 'sign');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('fill', 'currentColor');
  svg.append(path);
  setIcon(svg, name);
  return svg;
}

/** Changes an icon to another one. */
export function setIcon(svg, name) {
  if (svg.dataset.icon === name) return;
  svg.dataset.icon = name;
  svg.firstChild.setAttribute('d', PATHS[name]);
}
