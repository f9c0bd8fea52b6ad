import type { RequestHandler } from 'express';
import { html } from './html.ts';

/** The path of the icon that browsers show in tabs. */
export const ICON_PATH = '/icon.svg';

/** The padlock of the app icon (`cli/setup/app-icon.ts`), in its coordinates: shackle and body, with the keyhole left out. */
const LOCK_PATH =
  'M51 66V52a21 21 0 0 1 42 0v14h1a8 8 0 0 1 8 8v30a8 8 0 0 1-8 8H50a8 8 0 0 1-8-8V74a8 8 0 0 1 8-8zm9 0h24V52a12 12 0 0 0-24 0zm12 12a6 6 0 0 0-2.5 11.4V99h5V89.4A6 6 0 0 0 72 78z';

/** The mark of the service at the head of each page. */
export const MARK = html`<svg class="logo" viewBox="0 0 144 144" aria-hidden="true"><circle cx="72" cy="72" r="72"/><path d="${LOCK_PATH}"/></svg>`;

const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 144 144"><style>circle{fill:#0b57d0}path{fill:#fff}@media (prefers-color-scheme:dark){circle{fill:#a8c7fa}path{fill:#062e6f}}</style><circle cx="72" cy="72" r="72"/><path d="${LOCK_PATH}"/></svg>`;

/** Sends the icon, in the colours of the reader's scheme. */
export const sendIcon: RequestHandler = (_request, response) => {
  response.set({ 'Cache-Control': 'public, max-age=86400', 'X-Content-Type-Options': 'nosniff' });
  response.type('image/svg+xml').send(ICON);
};
