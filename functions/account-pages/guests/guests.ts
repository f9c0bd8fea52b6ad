import { houseZone } from '../../accounts/lock-rules.ts';
import type { Clock } from '../../clock.ts';
import type { Config } from '../../config/config.ts';
import { isGuestId } from '../../guests/guest-ledger.ts';
import type { GuestView } from '../../guests/guest-view.ts';
import type { Guests } from '../../guests/guests.ts';
import { callsInMonth } from '../../locks/call-usage.ts';
import { annotate } from '../../pages/call-log.ts';
import { html } from '../../pages/html.ts';
import { problemPage } from '../../pages/problem-page.ts';
import { doorName } from '../activity/entry-words.ts';
import { confirmPage } from '../confirm-page.ts';
import type { OwnerVisit, OwnerVisits } from '../owner-visits.ts';
import { PATHS } from '../paths.ts';
import { SIGN_OUT } from '../sign-out-form.ts';
import { guestDoors } from './guest-doors.ts';
import type { GuestFormView } from './guest-form.ts';
import {
  addGuestPage,
  freshSignInPage,
  type GuestPageFacts,
  guestAddress,
  guestCodesPage,
  guestListPage,
  guestPage,
  NOTES,
  type Note,
  PAGE_SIZE,
} from './guest-pages.ts';
import {
  emptyGuest,
  GUEST_LISTS,
  looksForDoors,
  readGuest,
  type TypedGuest,
  type TypedProblem,
  typedGuest,
} from './read-guest.ts';

/** A code is shown again only so long after the password was entered: a session goes on with every click. */
const FRESH_MS = 15 * 60_000;

interface GuestPagesDeps {
  readonly config: Pick<Config, 'sifely'>;
  readonly clock: Clock;
  readonly guests: Guests;
  readonly visits: OwnerVisits;
}

/** Creates the handlers of the pages about guests. None calls the cloud: jobs follow, whose calls count for the month. */
export function createGuestPages({ config, clock, guests, visits }: GuestPagesDeps) {
  const factsOf = ({ words, loaded, request }: OwnerVisit): GuestPageFacts => ({
    words,
    doorName: (lockId) => doorName(words, loaded, lockId),
    used: callsInMonth(loaded.states.usage, clock.now()),
    limit: config.sifely.monthlyCalls,
    note: NOTES.find((note) => note === request.query['note']),
  });

  /** Returns the guest that a form or address names; answers 404 and returns `undefined` if there is none. */
  const guestOf = async (visit: OwnerVisit, id: unknown): Promise<GuestView | undefined> => {
    const found = typeof id === 'string' ? await guests.find(visit.loaded.account.id, id) : undefined;
    if (found === undefined || found.doors.every(({ state }) => state === 'removed')) {
      unknown(visit);
      return undefined;
    }
    return found;
  };

  const formOf = (
    visit: OwnerVisit,
    id: string,
    guest: GuestView | undefined,
    typed: TypedGuest,
    problem?: TypedProblem,
  ): GuestFormView => ({
    ...{ words: visit.words, id, typed, isNew: guest === undefined, now: clock.now() },
    zone: houseZone(visit.loaded.account),
    action: guest === undefined ? PATHS.guestAdd : PATHS.guest,
    formToken: visits.formToken(visit, `${guest === undefined ? 'guest-add' : 'guest'} ${id}`),
    doors: guestDoors(visit.words, visit.loaded, guest),
    ...(problem && { problem }),
  });

  const showGuest = (
    visit: OwnerVisit,
    status: number,
    guest: GuestView,
    typed: TypedGuest,
    problem?: TypedProblem,
  ) =>
    visit.show(
      status,
      guestPage(factsOf(visit), guest, formOf(visit, guest.id, guest, typed, problem), {
        action: visits.formToken(visit, `guest-action ${guest.id}`),
        codes: visits.formToken(visit, `guest-codes ${guest.id}`),
      }),
    );

  const done = (visit: OwnerVisit, note: Note, address: string) => {
    annotate(visit.response, { outcome: `guest ${note}` });
    visit.response.redirect(303, address);
  };

  const isFresh = ({ session }: OwnerVisit): boolean =>
    clock.now() - (session.data.signedInAt ?? 0) <= FRESH_MS;

  const askToSignIn = (visit: OwnerVisit): void => {
    annotate(visit.response, { outcome: 'sign-in too old' });
    visit.show(403, freshSignInPage(visit.words, visits.formToken(visit, SIGN_OUT)));
  };

  const list = {
    async open(visit: OwnerVisit): Promise<void> {
      annotate(visit.response, { outcome: 'shown' });
      const { guests: all, damaged } = await guests.listAll(visit.loaded.account.id);
      const pages = Math.max(1, Math.ceil(all.length / PAGE_SIZE));
      const page = Math.min(
        Math.max(0, Math.trunc(Number(visit.request.query['page'] ?? 0)) || 0),
        pages - 1,
      );
      visit.show(200, guestListPage(factsOf(visit), { guests: all, damaged, page }));
    },
  };

  const add = {
    open(visit: OwnerVisit): void {
      annotate(visit.response, { outcome: 'shown' });
      const doorIds = guestDoors(visit.words, visit.loaded).map(({ lockId }) => lockId);
      const form = formOf(visit, guests.newId(), undefined, emptyGuest(doorIds));
      visit.show(200, addGuestPage(factsOf(visit), form));
    },

    async submit(visit: OwnerVisit): Promise<void> {
      const form = visits.form(visit, (fields) => `guest-add ${fields.get('id')}`, GUEST_LISTS);
      if (!form) return;
      const { account } = visit.loaded;
      const id = form.get('id') ?? '';
      const { typed, ...read } = readGuest(form, houseZone(account), clock.now());
      if (looksForDoors(form)) {
        annotate(visit.response, { outcome: 'doors found' });
        return visit.show(200, addGuestPage(factsOf(visit), formOf(visit, id, undefined, typed)));
      }
      const refuse = (problem: TypedProblem) => {
        annotate(visit.response, { outcome: 'incomplete', reason: problem.problem });
        visit.show(422, addGuestPage(factsOf(visit), formOf(visit, id, undefined, typed, problem)));
      };
      if ('problem' in read) return refuse(read);
      if (!isGuestId(id) || !areKnown(visit, read.wish.lockIds)) return refuse({ problem: 'doors' });
      const added = await guests.add(account.id, read.wish, id);
      if ('problem' in added) return refuse(added);
      // The same form, sent again much later: a page that was left open would show the digits.
      const isLater = clock.now() - added.guest.createdAt > FRESH_MS;
      if (isLater && !isFresh(visit)) return askToSignIn(visit);
      annotate(visit.response, { outcome: 'guest added' });
      visit.show(200, guestCodesPage(factsOf(visit), added.guest, added.codes));
    },
  };

  const guest = {
    async open(visit: OwnerVisit): Promise<void> {
      const found = await guestOf(visit, visit.request.query['id']);
      if (found === undefined) return;
      annotate(visit.response, { outcome: 'shown' });
      showGuest(visit, 200, found, typedGuest(found, houseZone(visit.loaded.account)));
    },

    async submit(visit: OwnerVisit): Promise<void> {
      const form = visits.form(visit, (fields) => `guest ${fields.get('id')}`, GUEST_LISTS);
      if (!form) return;
      const { account } = visit.loaded;
      const found = await guestOf(visit, form.get('id'));
      if (found === undefined) return;
      const { typed, ...read } = readGuest(form, houseZone(account), clock.now());
      if (looksForDoors(form)) {
        annotate(visit.response, { outcome: 'doors found' });
        return showGuest(visit, 200, found, typed);
      }
      const refuse = (problem: TypedProblem) => {
        annotate(visit.response, { outcome: 'incomplete', reason: problem.problem });
        showGuest(visit, 422, found, typed, problem);
      };
      if ('problem' in read) return refuse(read);
      if (!areKnown(visit, read.wish.lockIds, found)) return refuse({ problem: 'doors' });
      const changed = await guests.change(account.id, found.id, read.wish);
      if ('problem' in changed) return refuse(changed);
      // Only a code that was just typed is shown: others need a new sign-in.
      if (read.wish.digits === undefined) return done(visit, 'saved', guestAddress(found.id, 'saved'));
      annotate(visit.response, { outcome: 'guest saved' });
      visit.show(200, guestCodesPage(factsOf(visit), changed.guest, changed.codes));
    },
  };

  const remove = {
    async open(visit: OwnerVisit): Promise<void> {
      const { words } = visit;
      const found = await guestOf(visit, visit.request.query['id']);
      if (found === undefined) return;
      annotate(visit.response, { outcome: 'shown' });
      const hasPhone = found.doors.some(({ way, by }) => way === 'phone' && by === 'code');
      const page = confirmPage({
        words,
        title: words.text('guests.removeTitle', { name: found.name }),
        content: html`<p>${words.text('guests.removeText')}</p>${hasPhone && html`<p>${words.text('guests.removePhone')}</p>`}`,
        action: PATHS.guestRemove,
        fields: html`<input type="hidden" name="id" value="${found.id}">`,
        formToken: visits.formToken(visit, `guest-remove ${found.id}`),
        yes: words.text('guests.removeYes'),
        no: words.text('guests.removeNo'),
        back: guestAddress(found.id),
      });
      visit.show(200, page);
    },

    async submit(visit: OwnerVisit): Promise<void> {
      const form = visits.form(visit, (fields) => `guest-remove ${fields.get('id')}`);
      const found = form && (await guestOf(visit, form.get('id')));
      if (found === undefined) return;
      await guests.remove(visit.loaded.account.id, found.id);
      done(visit, 'removed', `${PATHS.guests}?note=removed`);
    },
  };

  /** The buttons of a door: *Try again*, *Make a new code*, and *I’ve set it with my phone*. */
  const act = async (visit: OwnerVisit): Promise<void> => {
    const form = visits.form(visit, (fields) => `guest-action ${fields.get('id')}`);
    const found = form && (await guestOf(visit, form.get('id')));
    if (form === undefined || found === undefined) return;
    const owner = visit.loaded.account.id;
    const door = form.get('door') ?? '';
    const notes = { retry: 'retried', renew: 'renewed', confirm: 'confirmed' } as const;
    const action = (Object.keys(notes) as (keyof typeof notes)[]).find((name) => name === form.get('action'));
    if (action === 'retry') await guests.retry(owner, found.id, door);
    else if (action === 'renew') await guests.renew(owner, found.id, door);
    else if (action === 'confirm') await guests.confirm(owner, found.id, door, 'person');
    else return visit.response.redirect(303, guestAddress(found.id));
    done(visit, notes[action], guestAddress(found.id, notes[action]));
  };

  const codes = async (visit: OwnerVisit): Promise<void> => {
    const form = visits.form(visit, (fields) => `guest-codes ${fields.get('id')}`);
    const found = form && (await guestOf(visit, form.get('id')));
    if (found === undefined) return;
    if (!isFresh(visit)) return askToSignIn(visit);
    annotate(visit.response, { outcome: 'codes shown' });
    const revealed = (await guests.reveal(visit.loaded.account.id, found.id)) ?? [];
    visit.show(200, guestCodesPage(factsOf(visit), found, revealed));
  };

  return { list, add, guest, remove, act, codes };
}

/** True if all doors are those of the account: a form cannot name others. */
function areKnown(visit: OwnerVisit, lockIds: readonly string[], guest?: GuestView): boolean {
  const doors = guestDoors(visit.words, visit.loaded, guest).map(({ lockId }) => lockId);
  return lockIds.every((lockId) => doors.includes(lockId));
}

function unknown({ words, response, show }: OwnerVisit): void {
  annotate(response, { outcome: 'unknown guest' });
  const links = [{ label: words.text('guests.allGuests'), href: PATHS.guests }];
  show(404, problemPage(words, words.text('guests.unknown'), words.text('guests.unknownHelp'), links));
}
