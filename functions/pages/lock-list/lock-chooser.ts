import type { Words } from '../../languages/words.ts';
import { hiddenToken } from '../forms/form-fields.ts';
import { type Html, html } from '../html.ts';
import { alert, layout } from '../layout.ts';
import { arrangeLocks, type ListPosition, type NamedLock } from './arrange-locks.ts';

/** A lock that may be chosen. */
export interface ChoosableLock extends NamedLock {
  /** Why Google cannot control it now. */
  readonly reason?: string;
  /** False if it cannot be ticked or unticked. */
  readonly canChange: boolean;
}

/** A choice that a person is making over several pages, as their session stores it. */
export interface Choosing extends ListPosition {
  /** Ids. */
  readonly chosen: readonly string[];
}

/** The content of the page on which a person chooses among many locks. */
interface ChooserView {
  readonly words: Words;
  readonly title: string;
  readonly intro: Html;
  readonly action: string;
  readonly formToken: string;
  readonly locks: readonly ChoosableLock[];
  readonly choosing: Choosing;
  readonly done: string;
  readonly back: { readonly label: string; readonly href: string };
  readonly problem?: string | undefined;
}

/** The page to choose among many locks. Each button sends the form, so that nothing is lost by a search or on the way to another page. */
export function chooserPage(view: ChooserView): Html {
  const { words, title, intro, action, formToken, locks, choosing, done, back, problem } = view;
  const { found, groups, page, pages } = arrangeLocks(locks, choosing);
  const isAll = choosing.find === '';
  const chosen = new Set(choosing.chosen);
  const shown = groups.flatMap((group) => group.locks.map(({ lockId }) => lockId));
  return layout(
    words,
    title,
    html`${alert(problem)}${intro}
<form method="post" action="${action}">
${hiddenToken(formToken)}
<input type="hidden" name="shown" value="${shown.join(' ')}">
<input type="hidden" name="found" value="${choosing.find}">
<input type="hidden" name="page" value="${page}">
<p role="status">${words.html('locks.chosenOf', { count: chosen.size, total: locks.length })}</p>
<div class="field">
<label for="find">${words.text('locks.find')}</label>
<input id="find" name="find" type="search" value="${choosing.find}" maxlength="100" autocomplete="off">
</div>
<div class="buttons">
<button class="button" name="step" value="find">${words.text('locks.findButton')}</button>
${found.length > 0 && step('all', words.text(isAll ? 'locks.chooseAll' : 'locks.chooseThese', { count: found.length }))}
${found.length > 0 && step('none', words.text(isAll ? 'locks.chooseNone' : 'locks.chooseNoneOfThese'))}
</div>
${found.length === 0 && html`<p>${words.text('locks.noneFound')}</p>`}
${groups.map(
  (group) => html`<fieldset class="group">
<legend>${group.name === undefined ? words.text('common.noGroup') : html`<bdi>${group.name}</bdi>`}</legend>
${group.locks.map((lock) => choice(lock, chosen))}
</fieldset>`,
)}
${
  pages > 1 &&
  html`<p>${words.text('locks.page', { page: page + 1, pages })}</p>
<div class="buttons">
${page > 0 && step('previous', words.text('locks.previous'))}
${page < pages - 1 && step('next', words.text('locks.next'))}
</div>`
}
<div class="buttons">
<button class="button main" name="step" value="done">${done}</button>
<a class="button" href="${back.href}">${back.label}</a>
</div>
</form>`,
  );
}

function step(value: string, label: string): Html {
  return html`<button class="button" name="step" value="${value}">${label}</button>`;
}

function choice({ lockId, name, reason, canChange }: ChoosableLock, chosen: ReadonlySet<string>): Html {
  const id = `lock-${lockId}`;
  const why = reason !== undefined && html` <span class="hint" id="${id}-why">${reason}</span>`;
  return html`<div class="choice">
<input type="checkbox" id="${id}" name="lock" value="${lockId}"${chosen.has(lockId) && html` checked`}${
    !canChange && html` disabled`
  }${reason !== undefined && html` aria-describedby="${id}-why"`}>
<label for="${id}"><bdi>${name}</bdi>${why}</label>
</div>`;
}

/** Returns the choice after a form of {@link chooserPage}, and true if the person has finished. Ignores locks that cannot be changed. */
export function readChooser(
  form: URLSearchParams,
  locks: readonly ChoosableLock[],
  before: Choosing,
): { readonly choosing: Choosing; readonly isDone: boolean } {
  const changeable = new Set(locks.filter(({ canChange }) => canChange).map(({ lockId }) => lockId));
  const chosen = new Set(before.chosen);
  const choose = (lockIds: readonly string[], isChosen: (lockId: string) => boolean) => {
    for (const lockId of lockIds) {
      if (!changeable.has(lockId)) continue;
      if (isChosen(lockId)) chosen.add(lockId);
      else chosen.delete(lockId);
    }
  };
  const ticked = new Set(form.getAll('lock'));
  choose((form.get('shown') ?? '').split(' '), (lockId) => ticked.has(lockId));
  const action = form.get('step');
  const find = (form.get('find') ?? '').slice(0, MAX_FIND_LENGTH).trim();
  const found = (form.get('found') ?? '').slice(0, MAX_FIND_LENGTH);
  if (action === 'all' || action === 'none') {
    const ids = arrangeLocks(locks, { find: found, page: 0 }).found.map(({ lockId }) => lockId);
    choose(ids, () => action === 'all');
  }
  const turned = action === 'next' ? 1 : action === 'previous' ? -1 : 0;
  const page = Number.parseInt(form.get('page') ?? '', 10) || 0;
  const isFound = action === 'find' || action === null;
  return {
    choosing: { chosen: [...chosen], find: isFound ? find : found, page: isFound ? 0 : page + turned },
    isDone: action === 'done',
  };
}

const MAX_FIND_LENGTH = 100;
