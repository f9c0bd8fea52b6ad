import { type Html, html } from '../pages/html.ts';

/** Leaves without linking. It comes behind the main button, which is what the Enter key presses. */
export const cancelButton: Html = html`<button class="button" name="cancel" value="1" formnovalidate>Cancel</button>`;
