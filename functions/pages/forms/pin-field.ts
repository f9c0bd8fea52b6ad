import { type Html, html } from '../html.ts';

/** Attributes by which password managers leave a field alone: Chrome's, 1Password, LastPass, Bitwarden, Dashlane. */
export const UNMANAGED = html`autocomplete="off" data-1p-ignore data-lpignore="true" data-bwignore data-form-type="other"`;

/** The content of a field for one PIN. It never holds one. */
export interface PinFieldView {
  readonly name: string;
  readonly label: string;
  readonly hint?: string | undefined;
  /** The words of the button by which the script shows the digits. */
  readonly showLabel: string;
  /** The message about the digits that were sent. */
  readonly problem?: string | undefined;
}

/**
 * One empty field for a PIN that is chosen or entered. It is no password field, which password managers would fill and save; the style hides its
 * digits, and the script adds a button that shows them. Digits of any script may be typed, so it has no pattern.
 */
export function pinField({ name, label, hint, showLabel, problem }: PinFieldView): Html {
  const described = [problem && `wrong-${name}`, hint && `hint-${name}`].filter(Boolean).join(' ');
  return html`<div class="field">
<label for="${name}">${label}</label>
<input id="${name}" name="${name}" type="text" class="pin" inputmode="numeric" maxlength="16" dir="ltr" data-show="${showLabel}"
 autocapitalize="off" autocorrect="off" spellcheck="false" ${UNMANAGED}${described !== '' && html` aria-describedby="${described}"`}${problem !== undefined && html` aria-invalid="true"`}>
${problem !== undefined && html`<p class="wrong" id="wrong-${name}">${problem}</p>`}
${hint && html`<p class="hint" id="hint-${name}">${hint}</p>`}
</div>`;
}
