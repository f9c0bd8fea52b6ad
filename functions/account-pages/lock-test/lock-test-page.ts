import type { CommandRefusal } from '../../accounts/owner-requests.ts';
import type { Words } from '../../languages/words.ts';
import { hiddenToken } from '../../pages/forms/form-fields.ts';
import { pinField } from '../../pages/forms/pin-field.ts';
import { type Html, html } from '../../pages/html.ts';
import { alert, layout } from '../../pages/layout.ts';
import { PATHS } from '../paths.ts';
import { areOver, type CommandSteps } from './command-steps.ts';
import { checkButton, checkCost } from './door-buttons.ts';
import { REFUSAL_TEXTS } from './refusal-texts.ts';

/** Calls of a test: the command, and one or two looks at the lock or its records afterwards. */
const TEST_CALLS = 3;

/** The content of the page. Never a PIN. */
export interface LockTestView {
  readonly words: Words;
  readonly formToken: string;
  /** The token of {@link checkButton}. */
  readonly checkToken: string;
  readonly lockId: string;
  readonly name: string;
  /** The id of the next command: a form that is sent twice moves the lock once. */
  readonly nextId: string;
  /** Why the last command was refused. */
  readonly refusal?: CommandRefusal;
  /** The end of the quiet hours, ms since the epoch. */
  readonly quietUntil?: number;
  /** The last command that was not, with the address of this page about it. */
  readonly last?: { readonly steps: CommandSteps; readonly href: string };
}

/** The page on which the owner tries a lock the way Google uses it. */
export function lockTestPage(view: LockTestView): Html {
  const { words, name, refusal, last } = view;
  const isPinWrong = refusal === 'pin-wrong' || refusal === 'pin-needed';
  return layout(
    words,
    words.text('lock-settings.testOf', { name }),
    html`${alert(refusal && refusalText(view, refusal), isPinWrong ? 'pin' : undefined)}
${last && progress(words, last)}
<p>${words.text('lock-settings.testIntro')}</p>
<p class="hint">${words.text('lock-settings.testCost', { calls: TEST_CALLS })}</p>
<section>
${testForm(view, 'lock', words.text('lock-settings.lock'))}
</section>
<section>
${testForm(
  view,
  'unlock',
  words.text('lock-settings.unlock'),
  pinField({
    name: 'pin',
    label: words.text('lock-settings.pin'),
    showLabel: words.text('person-pins.show'),
    problem: isPinWrong ? refusalText(view, refusal) : undefined,
  }),
)}
</section>
<section>
${checkButton(words, view.checkToken, view.lockId)}
<p class="hint">${checkCost(words, 1)}</p>
</section>
<p class="buttons"><a class="button" href="${PATHS.lock}?id=${encodeURIComponent(view.lockId)}">${words.text('lock-settings.title')}</a>
<a class="button" href="${PATHS.overview}">${words.text('common.backToAccount')}</a></p>`,
    undefined,
    {
      isProblem: refusal !== undefined,
      said: refusal === undefined && last ? seenText(words, last.steps) : undefined,
    },
  );
}

function refusalText({ words, quietUntil }: LockTestView, refusal: CommandRefusal): string {
  if (refusal !== 'quiet-hours' || quietUntil === undefined) return words.text(REFUSAL_TEXTS[refusal]);
  return words.text('lock-settings.refusedQuietUntil', { time: words.timeOfDay(quietUntil) });
}

function testForm(
  { formToken, lockId, nextId }: LockTestView,
  action: CommandSteps['action'],
  label: string,
  fields?: Html,
): Html {
  return html`<form method="post" action="${PATHS.lockTest}">
${hiddenToken(formToken)}
<input type="hidden" name="id" value="${lockId}">
<input type="hidden" name="run" value="${nextId}">
${fields}
<div class="buttons"><button class="button" name="do" value="${action}">${label}</button></div>
</form>`;
}

function seenText(words: Words, { seen, action }: CommandSteps): string {
  return words.text(seen === 'yes' ? `lock-settings.seen-${action}` : `lock-settings.seen-${seen}`);
}

/** How far the last command has come, announced by screen readers, with a link to look again while more is to come. */
function progress(
  words: Words,
  { steps, href }: { readonly steps: CommandSteps; readonly href: string },
): Html {
  const { sent, accepted, reason, action, at } = steps;
  return html`<section class="progress">
<h2>${words.text(action === 'lock' ? 'lock-settings.lastLock' : 'lock-settings.lastUnlock')}</h2>
<div role="status" tabindex="-1" autofocus><ol>
<li>${sent === 'yes' ? words.html('lock-settings.sent-yes', { time: words.timeOfDay(at) }) : words.text(`lock-settings.sent-${sent}`)}</li>
<li>${words.text(`lock-settings.accepted-${accepted}`)}</li>
<li>${seenText(words, steps)}</li>
</ol></div>
${reason && html`<p class="wrong">${words.text(REFUSAL_TEXTS[reason])}</p>`}
${!areOver(steps) && html`<p class="buttons"><a class="button main" href="${href}">${words.text('lock-settings.lookAgain')}</a></p>`}
</section>`;
}
