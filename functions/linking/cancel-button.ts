import { type Html, html } from '../pages/html.ts';

/** The button that leaves without linking. It follows the main button, which the Enter key presses. */
export const cancelButton: Html = html`<button class="button" name="cancel" value="1" formnovalidate>Cancel</button>`;
