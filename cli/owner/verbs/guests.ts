import { randomDigits } from '../../../functions/guests/code-digits.ts';
import type { GuestView } from '../../../functions/guests/guest-view.ts';
import type { GuestChange, GuestResult } from '../../../functions/guests/guests.ts';
import type { Validity } from '../../../functions/guests/validity.ts';
import { systemRandom } from '../../../functions/random.ts';
import { UsageError } from '../../command.ts';
import { CodeBook } from '../codes/code-book.ts';
import { conclude, doorWords, guestJson, lockNames, whenWords } from '../codes/guest-words.ts';
import { chooseLock, chooseNamed, type FoundLock, findLockNamed, findNamed, zoneOf } from '../input/find.ts';
import { hasPeriodOption, PERIOD_OPTIONS } from '../input/period.ts';
import { changedValidity, DAYS, weeklyOf } from '../input/validity.ts';
import { parseZone } from '../input/zone.ts';
import type { OwnerCall } from '../owner-call.ts';
import type { Noun, VerbOption } from '../verb.ts';

const MEANS = ['code', 'ekey', 'both'] as const;
const MAX_NAME = 50;

const GUEST_WORD = { name: 'GUEST', help: 'a guest, by name or id' } as const;

/** How and when a guest may come. */
const TERMS_OPTIONS = {
  by: { type: 'string', value: 'MEANS', help: 'how the guest opens (default: code)', choices: MEANS },
  receiver: { type: 'string', value: 'ACCOUNT', help: 'the guest’s Sifely account, for an ekey' },
  days: {
    type: 'string',
    value: 'DAYS',
    help: 'only on these days, with --hours',
    choices: Object.keys(DAYS),
  },
  hours: { type: 'string', value: 'FROM-UNTIL', help: 'whole hours of these days, such as 9-17' },
  ...PERIOD_OPTIONS,
} as const satisfies Record<string, VerbOption>;

/** `guests`: people with one or more doors, by a code, an ekey or both. */
export const guests: Noun = {
  summary: 'lists, adds, changes and removes guests: people with several doors, days and hours',
  verbs: {
    list: {
      summary: 'lists guests that were added from here, and goes on with what was begun before',
      examples: ['guests list'],
      async run(call) {
        return CodeBook.with(call, async (book) => {
          const items = await book.listGuests();
          const nameOf = await lockNames(call, items);
          call.printItems(
            items,
            [
              { name: 'ID', text: ({ id }) => id },
              { name: 'NAME', text: ({ name }) => name },
              { name: 'BY', text: ({ by }) => by },
              { name: 'WHEN', text: whenWords },
              { name: 'DOORS', text: ({ doors }) => doors.map((door) => doorWords(door, nameOf)).join('; ') },
            ],
            { empty: 'No guest was added from here.', json: guestJson },
          );
          return 0;
        });
      },
    },
    add: {
      summary: 'lets a guest in: at some doors, always, for a time, or at hours of certain days',
      details:
        'Without a period or days the guest may always come. Digits are random; see them with "codes list LOCK --show". Codes for certain days are made by Sifely, one for each door, for whole hours. Where --zone names a place, such as Europe/Berlin, they follow summer time with the next "guests list": a lock tells its offset from UTC alone.',
      words: [{ name: 'NAME', help: 'the name of the guest', ask: 'Name of the guest', maxLength: MAX_NAME }],
      options: {
        door: { type: 'string', value: 'LOCK', help: 'a door; may be repeated', multiple: true },
        ...TERMS_OPTIONS,
      },
      examples: [
        'guests add Cleaner --door front --days monday --hours 9-12',
        'guests add Anna --door front --door back --by both --receiver anna@example.com --until "in 2 weeks"',
      ],
      run: add,
    },
    change: {
      summary: 'changes the name, the doors, the means or the times of a guest',
      details:
        'What is not named stays. A guest of certain days keeps them when the period is changed. Random digits are the same at all doors; see them with "codes list LOCK --show".',
      words: [GUEST_WORD],
      options: {
        name: { type: 'string', value: 'NAME', help: 'the new name' },
        also: { type: 'string', value: 'LOCK', help: 'another door; may be repeated', multiple: true },
        without: {
          type: 'string',
          value: 'LOCK',
          help: 'takes this door from the guest; may be repeated',
          multiple: true,
        },
        random: { type: 'boolean', help: 'takes six new random digits' },
        ...TERMS_OPTIONS,
        by: { ...TERMS_OPTIONS.by, help: 'how the guest opens' },
        from: { ...TERMS_OPTIONS.from, help: 'begins then' },
        always: { type: 'boolean', help: 'the guest may always come: no end, no certain days' },
      },
      examples: [
        'guests change Anna --until "friday 12:00"',
        'guests change Anna --also back --without garage',
        'guests change Cleaner --days thursday',
      ],
      run: change,
    },
    retry: {
      summary: 'does again what failed at the doors of a guest, or was changed elsewhere',
      words: [GUEST_WORD],
      options: { door: { type: 'string', value: 'LOCK', help: 'at this door alone' } },
      examples: ['guests retry Anna', 'guests retry Anna --door front'],
      run: retry,
    },
    renew: {
      summary: 'makes new codes in place of those of certain days, with digits of Sifely’s choice',
      details:
        'See the new digits with "codes list LOCK --show". For other guests: "guests change GUEST --random".',
      words: [GUEST_WORD],
      options: { door: { type: 'string', value: 'LOCK', help: 'at this door alone' } },
      examples: ['guests renew Cleaner', 'guests renew Cleaner --door front'],
      run: renew,
    },
    remove: {
      summary: 'takes everything from a guest, at all doors',
      words: [GUEST_WORD],
      asks: true,
      examples: ['guests remove Anna'],
      async run(call) {
        return CodeBook.with(call, async (book) => {
          const guest = await findGuest(call, book);
          await call.confirm(`Take everything from ${guest.name}?`);
          assertAccepted(await book.removeGuest(guest.id));
          return conclude(call, await book.bringGuest(guest.id), { wanted: ['removed'], before: guest });
        });
      },
    },
  },
};

async function add(call: OwnerCall): Promise<number> {
  const by = MEANS.find((means) => means === call.option('by')) ?? 'code';
  const receiver = call.option('receiver');
  // Refuses words that make no sense before anything is asked.
  weeklyOf(call);
  const name = await call.word('NAME');
  const doors: FoundLock[] = [];
  for (const door of call.options('door')) doors.push(await findLockNamed(call, door));
  const [front = await chooseLock(call, 'door', 'say --door'), ...others] = doors;
  const timeZone = await zoneOf(call, front.id);
  const permanent: Validity = { kind: 'permanent' };
  const validity = changedValidity(call, timeZone, { validity: permanent }) ?? permanent;
  return CodeBook.with(call, async (book) => {
    const lockIds = [front, ...others].map(({ id }) => id);
    const added = await book.addGuest({
      ...{ name, lockIds, validity, timeZone, by },
      ...(receiver !== undefined && { receiver }),
    });
    if ('problem' in added) throw new UsageError(added.words);
    return conclude(call, await book.bringGuest(added.guest.id), { wanted: ['set'] });
  });
}

/** Refuses what the guests refuse, with their words. */
function assertAccepted(result: GuestResult): void {
  if ('problem' in result) throw new UsageError(result.words);
}

async function change(call: OwnerCall): Promise<number> {
  const isAlways = call.has('always');
  const hasTimes =
    hasPeriodOption(call) || call.option('days') !== undefined || call.option('hours') !== undefined;
  if (isAlways && hasTimes) throw new UsageError('Say --always or when the guest may come, not both.');
  const [also, without] = [call.options('also'), call.options('without')];
  const others = ['name', 'by', 'receiver'].some((name) => call.option(name) !== undefined);
  if (!isAlways && !hasTimes && !others && !call.has('random') && also.length + without.length === 0) {
    throw new UsageError(
      '"guests change" needs something to change: --name, --also, --without, --by, --random, --until, --days or --always.',
    );
  }
  return CodeBook.with(call, async (book) => {
    const guest = await findGuest(call, book);
    const lockIds = new Set(await book.doorIdsOf(guest.id));
    for (const door of also) lockIds.add((await findLockNamed(call, door)).id);
    for (const door of without) {
      const { id, name } = await findLockNamed(call, door);
      if (!lockIds.delete(id)) throw new UsageError(`${guest.name} has nothing at ${name}.`);
    }
    const named = call.option('zone');
    const zone = named === undefined ? guest.timeZone : parseZone(named);
    const validity: Validity | undefined = isAlways
      ? { kind: 'permanent' }
      : changedValidity(call, zone, guest);
    const [name, receiver] = [call.option('name', MAX_NAME), call.option('receiver')];
    const by = MEANS.find((means) => means === call.option('by'));
    const wish: GuestChange = {
      lockIds: [...lockIds],
      ...(validity !== undefined && { validity, timeZone: zone }),
      ...(name !== undefined && { name }),
      ...(by !== undefined && { by }),
      ...(receiver !== undefined && { receiver }),
      ...(call.has('random') && { digits: randomDigits(systemRandom) }),
    };
    const changed = await book.changeGuest(guest.id, wish);
    if ('problem' in changed) throw new UsageError(changed.words);
    return conclude(call, await book.bringGuest(guest.id), { wanted: ['set', 'removed'], before: guest });
  });
}

async function retry(call: OwnerCall): Promise<number> {
  return CodeBook.with(call, async (book) => {
    const guest = await findGuest(call, book);
    assertAccepted(await book.retryGuest(guest.id, await askedDoorId(call, guest)));
    return conclude(call, await book.bringGuest(guest.id), { wanted: ['set', 'removed'], before: guest });
  });
}

async function renew(call: OwnerCall): Promise<number> {
  return CodeBook.with(call, async (book) => {
    const guest = await findGuest(call, book);
    if (guest.validity.kind !== 'weekly' || guest.by === 'ekey') {
      throw new UsageError(`${guest.name} has no code of certain days. Say "guests change" with --random.`);
    }
    assertAccepted(await book.renewGuest(guest.id, await askedDoorId(call, guest)));
    return conclude(call, await book.bringGuest(guest.id), { wanted: ['set', 'removed'], before: guest });
  });
}

/** Returns the lock of `--door`; `undefined` without it. Throws `UsageError` if the guest has nothing there. */
async function askedDoorId(call: OwnerCall, guest: GuestView): Promise<string | undefined> {
  const named = call.option('door');
  if (named === undefined) return undefined;
  const { id, name } = await findLockNamed(call, named);
  if (!guest.doors.some(({ lockId }) => lockId === id)) {
    throw new UsageError(`${guest.name} has nothing at ${name}.`);
  }
  return id;
}

async function findGuest(call: OwnerCall, book: CodeBook): Promise<GuestView> {
  const items = await book.listGuests();
  const typed = call.optionalWord('GUEST');
  return typed === undefined ? chooseNamed(call, items, 'guest') : findNamed(items, typed, 'guest');
}
