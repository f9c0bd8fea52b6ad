import type { DoorView, GuestView, RevealedCode } from '../../guests/guest-view.ts';
import type { Words } from '../../languages/words.ts';
import { hiddenToken } from '../../pages/forms/form-fields.ts';
import { type Html, html } from '../../pages/html.ts';
import { alert, layout, notice } from '../../pages/layout.ts';
import { buttons } from '../../pages/problem-page.ts';
import { PATHS } from '../paths.ts';
import { fieldOf, type GuestFormView, guestForm } from './guest-form.ts';
import { canConfirm, canRetry, doorWords, problemWords, whenWords } from './guest-words.ts';

/** Calls that it takes to set a code at a door: the list, the code, and the list again. */
const CALLS_PER_DOOR = 3;

/** Guests on one page: with some doors each, it stays below 30 KB. */
export const PAGE_SIZE = 20;

/** The messages after a change, named in the address of the page that follows. */
export const NOTES = ['saved', 'removed', 'retried', 'renewed', 'confirmed'] as const;
export type Note = (typeof NOTES)[number];

/** Facts that all pages of guests need. */
export interface GuestPageFacts {
  readonly words: Words;
  readonly doorName: (lockId: string) => string;
  /** Calls of this month, and those that the account may use. */
  readonly used: number;
  readonly limit: number;
  readonly note?: Note | undefined;
}

/** The page with all guests. `page` counts from 0. */
export function guestListPage(
  facts: GuestPageFacts,
  {
    guests,
    damaged,
    page,
  }: { readonly guests: readonly GuestView[]; readonly damaged: number; readonly page: number },
): Html {
  const { words } = facts;
  const shown = guests.slice(page * PAGE_SIZE, (page + 1) * PAGE_SIZE);
  const turn = (to: number, label: string) =>
    html`<a class="button" href="${PATHS.guests}?page=${to}">${label}</a>`;
  const hasNext = (page + 1) * PAGE_SIZE < guests.length;
  return layout(
    words,
    words.text('guests.title'),
    html`${notice(said(facts))}${damaged > 0 && alert(words.text('guests.damaged', { count: damaged }))}
<p>${words.text('guests.intro')}</p>
${
  guests.length === 0
    ? html`<p role="status">${words.text('guests.none')}</p>`
    : html`<ul class="cards">${shown.map((guest) => card(facts, guest))}</ul>`
}
${(page > 0 || hasNext) && html`<p class="buttons">${page > 0 && turn(page - 1, words.text('guests.previous'))}${hasNext && turn(page + 1, words.text('guests.next'))}</p>`}
${buttons([
  { label: words.text('guests.add'), href: PATHS.guestAdd },
  { label: words.text('common.backToAccount'), href: PATHS.overview },
])}
${costs(facts)}`,
    undefined,
    { said: said(facts) },
  );
}

function card(facts: GuestPageFacts, guest: GuestView): Html {
  const { words } = facts;
  return html`<li class="card">
<h2><a href="${guestAddress(guest.id)}"><bdi>${guest.name}</bdi></a></h2>
<p class="hint">${whenWords(words, guest)}</p>
<ul>${guest.doors.map((door) => html`<li>${doorText(facts, door)}</li>`)}</ul>
</li>`;
}

/** The page of one guest: how far everything is, what to do, and the form to change it. */
export function guestPage(
  facts: GuestPageFacts,
  guest: GuestView,
  form: GuestFormView,
  tokens: { readonly action: string; readonly codes: string },
): Html {
  const { words } = facts;
  const done = form.problem === undefined ? said(facts) : undefined;
  const hasCode = guest.doors.some(({ by, state }) => by === 'code' && state !== 'removed');
  return layout(
    words,
    guest.name,
    html`${notice(done)}${alert(form.problem && problemWords(words, form.problem), fieldOf(form))}
<p>${whenWords(words, guest)}</p>
<ul class="cards">${guest.doors.map(
      (door) =>
        html`<li class="card"><p>${doorText(facts, door)}</p>${doorButtons(words, guest, door, tokens.action)}</li>`,
    )}</ul>
${
  hasCode &&
  html`<form method="post" action="${PATHS.guestCodes}" class="buttons">
${hiddenToken(tokens.codes)}<input type="hidden" name="id" value="${guest.id}">
<button class="button">${words.text('guests.showCode')}</button>
</form>`
}
<section>
<h2>${words.text('guests.change')}</h2>
${guestForm(form)}
</section>
<section>
${costs(facts)}
<p class="buttons"><a class="button grave" href="${PATHS.guestRemove}?id=${guest.id}">${words.text('guests.remove')}</a></p>
</section>
${allGuests(words)}`,
    undefined,
    { isProblem: form.problem !== undefined, said: done },
  );
}

/** The page to add a guest. */
export function addGuestPage(facts: GuestPageFacts, form: GuestFormView): Html {
  const { words } = facts;
  return layout(
    words,
    words.text('guests.add'),
    html`${alert(form.problem && problemWords(words, form.problem), fieldOf(form))}
${guestForm(form)}
${costs(facts)}
${allGuests(words)}`,
    undefined,
    { isProblem: form.problem !== undefined },
  );
}

/** The page that shows the codes of a guest. Secret. */
export function guestCodesPage(
  { words, doorName }: GuestPageFacts,
  guest: Pick<GuestView, 'id' | 'name' | 'by' | 'doors'>,
  codes: readonly RevealedCode[],
): Html {
  const digits = [...new Set(codes.map((code) => code.digits))];
  const doorsOf = (each: string) =>
    codes.filter((code) => code.digits === each).map(({ lockId }) => doorName(lockId));
  const isLater = guest.doors.some(({ by, lockId, state }) => {
    return by === 'code' && state !== 'removed' && !codes.some((code) => code.lockId === lockId);
  });
  return layout(
    words,
    words.text('guests.codeOf', { name: guest.name }),
    html`${digits.map(
      (each) => html`<p class="address">${each}</p>
<p class="hint">${words.list(doorsOf(each))}</p>`,
    )}
${digits.length > 0 && html`<p role="status">${words.text('guests.codeShown')} ${words.text('guests.codeWorks')}</p>`}
${isLater && html`<p role="status">${words.text('guests.codeLater')}</p>`}
${guest.by !== 'code' && html`<p role="status">${words.text('guests.keySent')}</p>`}
${buttons([
  { label: words.text('guests.openGuest'), href: guestAddress(guest.id) },
  { label: words.text('guests.allGuests'), href: PATHS.guests },
])}`,
  );
}

/** The page that asks for a new sign-in before codes are shown. `formToken` is of the form that signs out. */
export function freshSignInPage(words: Words, formToken: string): Html {
  return layout(
    words,
    words.text('guests.freshTitle'),
    html`<p role="status">${words.text('guests.freshText')}</p>
<form method="post" action="${PATHS.signOut}" class="buttons">
${hiddenToken(formToken)}
<button class="button main">${words.text('common.signInAgain')}</button>
</form>
${allGuests(words)}`,
  );
}

/** Returns the address of a guest's page. */
export function guestAddress(id: string, note?: Note): string {
  return `${PATHS.guest}?id=${id}${note === undefined ? '' : `&note=${note}`}`;
}

function doorText({ words, doorName }: GuestPageFacts, door: DoorView): Html {
  const { state, help } = doorWords(words, door);
  return html`<strong><bdi>${doorName(door.lockId)}</bdi></strong> · ${words.text(`guests.means.${door.by}`)}: ${state}
${help.map((text) => html`<span class="hint">${text}</span>`)}`;
}

function doorButtons(words: Words, { id }: GuestView, door: DoorView, formToken: string): Html | false {
  const actions = [
    canRetry(door) && (['retry', words.text('common.tryAgain')] as const),
    door.hoursOff !== undefined && door.state === 'set' && (['renew', words.text('guests.renew')] as const),
    canConfirm(door) &&
      ([
        'confirm',
        words.text(door.state === 'removing' ? 'guests.confirmRemoved' : 'guests.confirmSet'),
      ] as const),
  ].filter((action) => action !== false);
  if (actions.length === 0) return false;
  return html`<form method="post" action="${PATHS.guestAction}" class="buttons">
${hiddenToken(formToken)}<input type="hidden" name="id" value="${id}"><input type="hidden" name="door" value="${door.lockId}">
${actions.map(([name, label]) => html`<button class="button small" name="action" value="${name}">${label}</button>`)}
</form>`;
}

function costs({ words, used, limit }: GuestPageFacts): Html {
  return html`<p class="hint">${words.text('guests.cost', { calls: CALLS_PER_DOOR })} ${words.text('guests.used', { used, limit })}</p>`;
}

function said({ words, note }: GuestPageFacts): string | undefined {
  return note && words.text(`guests.note.${note}`);
}

function allGuests(words: Words): Html {
  return html`<p class="buttons"><a class="button" href="${PATHS.guests}">${words.text('guests.allGuests')}</a></p>`;
}
