import type { Words } from '../../languages/words.ts';
import { type Html, html } from '../html.ts';

/** The button that leaves without linking. It follows the main button, which the Enter key presses. */
export function cancelButton(words: Words): Html {
  return html`<button class="button" name="cancel" value="1" formnovalidate>${words.text('common.cancel')}</button>`;
}
