const SVG = 'http://www.w3.org/2000/svg';
const WIDTH = 860;
const TOP = 34;
const STEP = 26;
/** More would not be read. */
const MAX_MESSAGES = 24;

/** Draws the messages of one exchange as a sequence diagram. */
export function showDiagram(figure, messages, parties) {
  const names = Object.keys(parties);
  const shown = messages.slice(0, MAX_MESSAGES);
  figure.hidden = shown.length < 2;
  if (figure.hidden) return;
  const x = (party) => 60 + (names.indexOf(party) * (WIDTH - 120)) / (names.length - 1);
  const height = TOP + STEP * shown.length + 14;
  const svg = make('svg', { viewBox: `0 0 ${WIDTH} ${height}`, role: 'img' });
  svg.append(make('title', {}, `The last exchange in ${shown.length} messages; the list below has the same`));
  for (const name of names) {
    svg.append(
      make('text', { x: x(name), y: 16, 'text-anchor': 'middle', 'font-weight': 600 }, parties[name]),
      make('line', { class: 'life', x1: x(name), x2: x(name), y1: 24, y2: height }),
    );
  }
  for (const [i, { from, to, title, isFailure }] of shown.entries()) {
    const y = TOP + STEP * i + 14;
    const kind = isFailure ? ' failed' : '';
    const x1 = x(from);
    const x2 = from === to ? x1 : x(to);
    const tip = x2 > x1 ? -6 : 6;
    svg.append(
      from === to
        ? make('circle', { class: `way${kind}`, cx: x1, cy: y, r: 4 })
        : make('path', {
            class: `way${kind}`,
            d: `M${x1} ${y}H${x2}m${tip} -4L${x2} ${y}l${tip} 4`,
          }),
    );
    const middle = from === to ? Math.min(x1, WIDTH - 150) : (x1 + x2) / 2;
    svg.append(
      make('text', { class: kind.trim(), x: middle, y: y - 5, 'text-anchor': 'middle' }, shortened(title)),
    );
  }
  figure.replaceChildren(svg);
}

function shortened(text) {
  return text.length > 34 ? `${text.slice(0, 33)}…` : text;
}

function make(name, attributes, text) {
  const made = document.createElementNS(SVG, name);
  for (const [attribute, value] of Object.entries(attributes))
    if (value !== '') made.setAttribute(attribute, value);
  if (text !== undefined) made.textContent = text;
  return made;
}
