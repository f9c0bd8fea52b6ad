import type { DoorView, GuestView } from '../../../functions/guests/guest-view.ts';
import type { Validity } from '../../../functions/guests/validity.ts';
import { UsageError } from '../../command.ts';
import { CodeBook } from '../codes/code-book.ts';
import { stateWords } from '../codes/code-words.ts';
import { chooseNamed, type FoundLock, findLockNamed, findNamed, zoneOf } from '../input/find.ts';
import { PERIOD_OPTIONS, periodOf } from '../input/period.ts';
import { formatPeriod, zoneWords } from '../input/zone.ts';
import type { OwnerCall } from '../owner-call.ts';
import type { Noun } from '../verb.ts';
import { isoPeriod } from './keys.ts';

const WEEK = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;

/** Days for which Sifely makes codes: 1 for Monday to 7 for Sunday. */
const DAYS: Readonly<Record<string, readonly number[]>> = {
  daily: [1, 2, 3, 4, 5, 6, 7],
  workdays: [1, 2, 3, 4, 5],
  weekend: [6, 7],
  ...Object.fromEntries(WEEK.map((day, index) => [day, [index + 1]])),
};

const MEANS = ['code', 'ekey', 'both'] as const;
const MAX_NAME = 50;

/** `guests`: people with one or more doors, by a code, an ekey or both. */
export const guests: Noun = {
  summary: 'lists, adds and removes guests: people with several doors, days and hours',
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
        'Without a period or days the guest may always come. Digits are random; see them with "codes list LOCK --show". Codes for certain days are made by Sifely, one for each door, for whole hours.',
      words: [{ name: 'NAME', help: 'the name of the guest', ask: 'Name of the guest', maxLength: MAX_NAME }],
      options: {
        door: { type: 'string', value: 'LOCK', help: 'a door; may be repeated', multiple: true },
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
      },
      examples: [
        'guests add Cleaner --door front --days monday --hours 9-12',
        'guests add Anna --door front --door back --by both --receiver anna@example.com --until "in 2 weeks"',
      ],
      run: add,
    },
    remove: {
      summary: 'takes everything from a guest, at all doors',
      words: [{ name: 'GUEST', help: 'a guest, by name or id' }],
      asks: true,
      examples: ['guests remove Anna'],
      async run(call) {
        return CodeBook.with(call, async (book) => {
          const items = await book.listGuests();
          const typed = call.optionalWord('GUEST');
          const guest =
            typed === undefined ? await chooseNamed(call, items, 'guest') : findNamed(items, typed, 'guest');
          await call.confirm(`Take everything from ${guest.name}?`);
          await book.removeGuest(guest.id);
          return conclude(call, await book.bringGuest(guest.id), 'removed');
        });
      },
    },
  },
};

async function add(call: OwnerCall): Promise<number> {
  const by = MEANS.find((means) => means === call.option('by')) ?? 'code';
  const receiver = call.option('receiver');
  const weekly = weeklyOf(call);
  const name = await call.word('NAME');
  const named = call.options('door');
  const typed =
    named.length > 0 ? named : [await call.ask('Which door')].filter((door) => door !== undefined);
  const doors: FoundLock[] = [];
  for (const door of typed) doors.push(await findLockNamed(call, door));
  const [front] = doors;
  if (front === undefined) throw new UsageError('"guests add" needs a door: say --door.');
  const timeZone = await zoneOf(call, front.id);
  const period = periodOf(call, timeZone);
  const validity: Validity =
    weekly !== undefined
      ? { kind: 'weekly', ...weekly, ...period }
      : period !== undefined
        ? { kind: 'period', ...period }
        : { kind: 'permanent' };
  return CodeBook.with(call, async (book) => {
    const lockIds = doors.map(({ id }) => id);
    const added = await book.addGuest({
      ...{ name, lockIds, validity, timeZone, by },
      ...(receiver !== undefined && { receiver }),
    });
    if ('problem' in added) throw new UsageError(added.words);
    return conclude(call, await book.bringGuest(added.guest.id), 'set');
  });
}

function weeklyOf(call: OwnerCall) {
  const [daysText, hoursText] = [call.option('days'), call.option('hours')];
  if (daysText === undefined && hoursText === undefined) return undefined;
  const [, from, until] = /^(\d{1,2})(?::00)? ?- ?(\d{1,2})(?::00)?$/.exec(hoursText ?? '') ?? [];
  const days = DAYS[daysText ?? ''];
  if (days === undefined || from === undefined || until === undefined) {
    throw new UsageError('Days of the week need --days and --hours, such as --days workdays --hours 9-17.');
  }
  return { days: [...days], fromHour: Number(from), untilHour: Number(until) };
}

/** Says how far a guest is at each door. Returns 1 unless all doors are as wanted. */
async function conclude(
  call: OwnerCall,
  guest: GuestView | undefined,
  wanted: DoorView['state'],
): Promise<number> {
  if (guest === undefined) throw new Error('the guest is gone');
  const nameOf = await lockNames(call, [guest]);
  if (call.isJson) call.printResult(guestJson(guest), '');
  for (const door of guest.doors) {
    const line = `${guest.name}: ${doorWords(door, nameOf)}.`;
    if (door.state === wanted) call.say(line);
    else call.note(`${line}${door.dueAt === undefined ? '' : ' "guests list" goes on with it.'}`);
  }
  if (wanted === 'set') call.say(`${guest.name} may come ${whenWords(guest)}.`);
  return guest.doors.every(({ state }) => state === wanted) ? 0 : 1;
}

/** Returns the names of locks by id; makes no call where there are no guests. */
async function lockNames(call: OwnerCall, items: readonly GuestView[]): Promise<(lockId: string) => string> {
  const locks = items.length === 0 ? [] : await call.account().listLocks();
  const names = new Map(locks.map(({ lockId, name }) => [lockId, name]));
  return (lockId) => names.get(lockId) ?? `Lock ${lockId}`;
}

function doorWords(door: DoorView, nameOf: (lockId: string) => string): string {
  const hoursOff = door.hoursOff === undefined ? '' : `. ${door.hoursOff.words}`;
  return `${nameOf(door.lockId)} (${door.by}): ${stateWords(door)}${hoursOff}`.replace(/\.$/, '');
}

function whenWords({ validity, timeZone }: GuestView): string {
  if (validity.kind === 'permanent') return 'always';
  const zone = zoneWords(timeZone);
  if (validity.kind === 'period') return `${formatPeriod(validity, timeZone)} (${zone})`;
  const { days, fromHour, untilHour } = validity;
  const [named] = Object.entries(DAYS).find(([, set]) => set.join() === days.join()) ?? [days.join()];
  const bounds = validity.until === undefined ? '' : `, ${formatPeriod(validity, timeZone)}`;
  return `${named} ${fromHour}:00 to ${untilHour}:00${bounds} (${zone})`;
}

function guestJson({ id, name, by, timeZone, validity, doors }: GuestView) {
  const { from, until } = validity.kind === 'permanent' ? {} : validity;
  return {
    ...{ id, name, by, timeZone, when: validity.kind, ...isoPeriod({ from, until }) },
    ...(validity.kind === 'weekly' && {
      days: validity.days,
      hours: { from: validity.fromHour, until: validity.untilHour },
    }),
    doors: doors.map((door) => ({
      ...{ lockId: door.lockId, by: door.by, state: door.state, words: stateWords(door) },
      ...(door.hoursOff !== undefined && { hoursOff: door.hoursOff }),
    })),
  };
}
