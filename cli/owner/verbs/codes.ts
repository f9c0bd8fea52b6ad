import { verbCall } from '../../../functions/config/command-call.ts';
import { withAsciiDigits } from '../../../functions/digits.ts';
import type { AccessCode, CodeKind } from '../../../functions/guests/access-cloud.ts';
import type { Period } from '../../../functions/guests/access-terms.ts';
import { DIGITS_WORDS, randomDigits, weakness } from '../../../functions/guests/code-digits.ts';
import {
  type CodeRecord,
  type CodeTerms,
  newCodeRecord,
  withRemoval,
  withRetry,
  withWanted,
} from '../../../functions/guests/code-record.ts';
import { guestOfCodes } from '../../../functions/guests/guest.ts';
import { guestName, newGuestId } from '../../../functions/guests/guest-ledger.ts';
import { systemRandom } from '../../../functions/random.ts';
import { instantOf, localOf } from '../../../functions/schedules/zoned-time.ts';
import { UsageError } from '../../command.ts';
import { type BookedCode, CodeBook } from '../codes/code-book.ts';
import { stateWords } from '../codes/code-words.ts';
import {
  chooseNamed,
  type FoundLock,
  findLock,
  findLockNamed,
  findNamed,
  LOCK_WORD,
  zoneOf,
} from '../input/find.ts';
import { hasPeriodOption, PERIOD_OPTIONS, periodOf } from '../input/period.ts';
import { formatPeriod, isoPeriod, machineZone, zoneWords } from '../input/zone.ts';
import type { OwnerCall } from '../owner-call.ts';
import type { Noun } from '../verb.ts';

const HIDDEN = '••••••';
const MAX_NAME = 50;
const HOUR_MS = 3_600_000;

const CODE_WORD = {
  name: 'CODE',
  help: 'a code, by its name, the beginning of its name, or its id',
} as const;

const WAYS = ['gateway', 'phone', 'when-awake'] as const;

/** Kinds of codes that open at hours of certain days. */
const RECURRING = [
  ...(['daily', 'workdays', 'weekend'] as const),
  ...(['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const),
] satisfies readonly CodeKind[];

/** Kinds of codes that Sifely makes without a gateway. */
const KINDS = [
  ...(['one-time', 'permanent', 'period', 'erase'] as const),
  ...RECURRING,
] satisfies readonly CodeKind[];

/** `codes`: keypad codes, whose life is followed until they are in the lock, or out of it. */
export const codes: Noun = {
  summary: 'lists, sets, changes and removes keypad codes',
  verbs: {
    list: {
      summary: 'lists the codes of a lock, and goes on with what was begun before',
      words: [LOCK_WORD],
      showsSecrets: true,
      examples: ['codes list front', 'codes list front --show'],
      run: list,
    },
    add: {
      summary: 'sets a code, and waits until it is read back from the lock',
      details:
        'Permanent unless a period is given. The digits are asked for; without any, six random ones are taken. The code is written down here, ' +
        'sealed, before Sifely hears of it: if this is stopped, call "codes list" or "codes add", and it goes on.',
      words: [LOCK_WORD],
      options: {
        name: { type: 'string', value: 'NAME', help: 'whose code it is' },
        code: { type: 'string', value: 'DIGITS', help: '4 to 9 digits; "-" reads them from standard input' },
        random: { type: 'boolean', help: 'takes six random digits' },
        also: {
          type: 'string',
          value: 'LOCK',
          help: 'another lock for the same code; may be repeated',
          multiple: true,
        },
        ...PERIOD_OPTIONS,
        way: {
          type: 'string',
          value: 'WAY',
          help: 'how the lock learns of it (default: gateway)',
          choices: WAYS,
        },
      },
      showsSecrets: true,
      examples: [
        'codes add front --name Cleaner --from "tuesday 9:00" --for "3 hours"',
        'codes add "Front door" --also "Back door" --name Anna --random --show',
      ],
      run: add,
    },
    change: {
      summary: 'changes the digits, the name or the period of a code',
      words: [LOCK_WORD, CODE_WORD],
      options: {
        name: { type: 'string', value: 'NAME', help: 'the new name' },
        code: { type: 'string', value: 'DIGITS', help: 'the new digits; "-" reads them from standard input' },
        random: { type: 'boolean', help: 'takes six random digits' },
        ...PERIOD_OPTIONS,
        always: { type: 'boolean', help: 'the code has no end any more' },
      },
      showsSecrets: true,
      examples: [
        'codes change front Cleaner --until "friday 12:00"',
        'codes change front Anna --random --show',
      ],
      run: change,
    },
    remove: {
      summary: 'removes a code, and waits until it is gone from the lock',
      words: [LOCK_WORD, CODE_WORD],
      asks: true,
      examples: ['codes remove front Cleaner'],
      run: remove,
    },
    retry: {
      summary: 'sets a code again that failed, or that somebody changed elsewhere',
      words: [LOCK_WORD, CODE_WORD],
      examples: ['codes retry front Cleaner'],
      async run(call) {
        const lock = await findLock(call);
        return CodeBook.with(call, async (book) => {
          const { booked } = await findCode(call, book, lock);
          if (booked === undefined)
            throw new UsageError('This code was not set from here, so there is nothing to do again.');
          await book.want(booked.guest.id, lock.id, (code) => withRetry(code, call.now()));
          return conclude(call, lock, await book.bring(booked.guest.id, lock.id));
        });
      },
    },
    offline: {
      summary: 'makes a code without a gateway; Sifely chooses its digits',
      details:
        'Hours count, not minutes: one that begins or ends within an hour has that whole hour. A code that is permanent or for a period must be used within a day of its start, or it never opens.',
      words: [LOCK_WORD],
      options: {
        kind: {
          type: 'string',
          value: 'KIND',
          help: 'the kind of the code (default: one-time)',
          choices: KINDS,
        },
        name: { type: 'string', value: 'NAME', help: 'whose code it is' },
        ...PERIOD_OPTIONS,
      },
      showsSecrets: true,
      examples: [
        'codes offline shed --name Plumber --show',
        'codes offline shed --kind period --from "saturday 8:00" --for "2 days" --show',
      ],
      run: offline,
    },
  },
};

/** A code of a lock: as Sifely lists it, as it is followed here, or both. */
interface LockCode {
  readonly id: string;
  readonly name?: string;
  readonly listed?: AccessCode;
  readonly booked?: BookedCode;
}

async function codesOf(call: OwnerCall, book: CodeBook, lockId: string): Promise<LockCode[]> {
  const [listed, booked] = [await call.account().access.codes.list(lockId), await book.codesOf(lockId)];
  const ofListed = listed.map((code): LockCode => {
    const own = booked.find(({ code: { codeId } }) => codeId === code.id);
    return {
      id: code.id,
      ...(code.name !== undefined && { name: code.name }),
      listed: code,
      ...(own !== undefined && { booked: own }),
    };
  });
  const unlisted = booked.filter(({ code: { codeId } }) => !listed.some(({ id }) => id === codeId));
  return [
    ...ofListed,
    ...unlisted.map((own): LockCode => ({ id: own.guest.id, name: own.code.wanted.name, booked: own })),
  ];
}

async function list(call: OwnerCall): Promise<number> {
  const lock = await findLock(call);
  return CodeBook.with(call, async (book) => {
    await book.resume(lock.id);
    const items = await codesOf(call, book, lock.id);
    const zone = items.some((item) => validityOf(item) !== undefined)
      ? await zoneOf(call, lock.id)
      : machineZone();
    const isShown = call.has('show');
    call.printItems(
      items,
      [
        { name: 'ID', text: ({ id }) => id },
        { name: 'NAME', text: ({ name = '-' }) => name },
        { name: 'CODE', text: (item) => (isShown ? (digitsOf(item) ?? 'not told') : HIDDEN) },
        { name: 'OPENS', text: (item) => opensWords(item, zone) },
        { name: 'STATE', text: progressWords },
      ],
      {
        empty: `${lock.name} has no codes.`,
        json: (item) => ({
          id: item.id,
          name: item.name ?? null,
          kind: item.listed?.kind ?? null,
          ...isoPeriod(validityOf(item) ?? {}),
          state: item.booked?.code.state ?? item.listed?.status ?? 'unknown',
          words: progressWords(item),
          ...(isShown && { code: digitsOf(item) ?? null }),
        }),
      },
    );
    return 0;
  });
}

async function add(call: OwnerCall): Promise<number> {
  const given = givenDigits(call);
  const way = WAYS.find((name) => name === call.option('way')) ?? 'gateway';
  const nameText = call.option('name', MAX_NAME);
  const doors = await doorsOf(call);
  const [front] = doors;
  if (front === undefined) throw new UsageError('"codes add" needs a lock.');
  const check = (typed: string) => (guestName(typed) === '' ? 'Please type a name.' : undefined);
  const name = guestName(nameText ?? (await call.ask('Whose code is it', { check })) ?? '');
  if (name === '') throw new UsageError('"codes add" needs a name: say --name.');
  const digits = given ?? (await askedDigits(call));
  const zone = await zoneFor(call, front.id);
  const period = periodOf(call, zone);
  const terms: CodeTerms = { digits, name, ...(period !== undefined && { period: { ...period } }) };
  return CodeBook.with(call, async (book) => {
    const id = newGuestId(systemRandom);
    const now = call.now();
    for (const { id: lockId } of doors) await book.resume(lockId);
    const record = ({ id: lockId }: FoundLock) => newCodeRecord({ lockId, way, terms }, now);
    const codes = [record(front), ...doors.slice(1).map(record)] as const;
    await book.add(guestOfCodes({ id, name, createdAt: now }, [...codes], zone));
    if (!call.isJson && call.has('show')) call.say(`Code: ${digits}`);
    let worst = 0;
    const results: unknown[] = [];
    for (const door of doors) {
      const code = await book.bring(id, door.id);
      results.push(codeJson(call, door, code));
      worst = Math.max(worst, sayOutcome(call, door, code, zone));
    }
    if (call.isJson) call.printResult(results.length === 1 ? results[0] : results, '');
    else if ((given === undefined || call.has('random')) && !call.has('show')) {
      call.say(`Its digits: ${verbCall(call.terminal.env, `codes list ${front.id} --show`)}`);
    }
    return worst;
  });
}

async function change(call: OwnerCall): Promise<number> {
  const given = givenDigits(call);
  const name = call.option('name', MAX_NAME);
  const hasPeriod = hasPeriodOption(call);
  const isAlways = call.has('always');
  if (isAlways && hasPeriod) throw new UsageError('Say --always or a period, not both.');
  if (given === undefined && name === undefined && !hasPeriod && !isAlways) {
    throw new UsageError(
      '"codes change" needs something to change: --name, --code, --random, --until or --always.',
    );
  }
  const lock = await findLock(call);
  return CodeBook.with(call, async (book) => {
    await book.resume(lock.id);
    const found = await findCode(call, book, lock);
    const zone = await zoneFor(call, lock.id);
    const guestId = await adopted(call, book, lock.id, found);
    const { code: present } = (await book.codesOf(lock.id)).find(({ guest }) => guest.id === guestId) ?? {};
    const period = periodOf(call, zone, present?.wanted.period);
    const wish = (code: CodeRecord) => {
      const { period: before, ...rest } = code.wanted;
      const kept = period ?? (isAlways ? undefined : before);
      const wanted: CodeTerms = {
        ...rest,
        ...(given !== undefined && { digits: given }),
        ...(name !== undefined && { name: guestName(name) }),
        ...(kept !== undefined && { period: { ...kept } }),
      };
      return withWanted(code, wanted, call.now());
    };
    await book.want(guestId, lock.id, wish, period === undefined ? undefined : zone);
    if (!call.isJson && call.has('show') && given !== undefined) call.say(`Code: ${given}`);
    return conclude(call, lock, await book.bring(guestId, lock.id), hasPeriod ? zone : undefined);
  });
}

async function remove(call: OwnerCall): Promise<number> {
  const lock = await findLock(call);
  return CodeBook.with(call, async (book) => {
    const found = await findCode(call, book, lock);
    await call.confirm(`Remove the code ${found.name ?? found.id} from ${lock.name}?`);
    const guestId = await adopted(call, book, lock.id, found);
    await book.want(guestId, lock.id, (code) => withRemoval(code, call.now()));
    return conclude(call, lock, await book.bring(guestId, lock.id));
  });
}

async function offline(call: OwnerCall): Promise<number> {
  const kind = KINDS.find((name) => name === call.option('kind')) ?? 'one-time';
  const name = call.option('name', MAX_NAME);
  const hasEnd = call.option('until') !== undefined || call.option('for') !== undefined;
  const needsEnd = kind !== 'one-time' && kind !== 'permanent' && kind !== 'erase';
  if (needsEnd && !hasEnd)
    throw new UsageError(`A code of the kind ${kind} needs a period: --from, and --until or --for.`);
  if (!needsEnd && hasPeriodOption(call)) throw new UsageError(`A code of the kind ${kind} takes no period.`);
  const lock = await findLock(call);
  const zone = await zoneFor(call, lock.id);
  const asked = periodOf(call, zone);
  const period = asked === undefined ? { from: call.now(), until: undefined } : wholeHours(call, asked, zone);
  const { until } = period;
  const made = await call.account().access.codes.generate(lock.id, {
    ...{ kind, from: period.from },
    ...(name !== undefined && { name: guestName(name) }),
    ...(until !== undefined && { until }),
  });
  const isShown = call.has('show');
  const when = until === undefined ? '' : ` ${formatPeriod(period, zone)} (${zoneWords(zone)})`;
  call.printResult(
    {
      ...{ lockId: lock.id, codeId: made.id, kind },
      ...(until !== undefined && isoPeriod(period)),
      ...(isShown && { code: made.digits }),
    },
    isShown
      ? `Made for ${lock.name}: ${made.digits}, ${kind}${when}.`
      : `Made for ${lock.name}, ${kind}${when}. Its digits: ${verbCall(call.terminal.env, `codes list ${lock.id} --show`)}`,
  );
  return 0;
}

/**
 * Returns the hours that a code without a gateway opens, which Sifely cuts to full ones: from the one that has begun, until the end of
 * the last one that is begun. Throws `UsageError` if a time that was typed is within an hour.
 */
function wholeHours(call: OwnerCall, { from, until }: Period, zone: string): Period {
  const hourOf = (at: number) => instantOf(`${localOf(at, zone).slice(0, 13)}:00`, zone) ?? at;
  const isWithin = (at: number) => hourOf(at) !== at;
  const isTyped = (option: string) => call.option(option) !== undefined;
  if ((isTyped('from') && isWithin(from)) || (isTyped('until') && isWithin(until))) {
    throw new UsageError('A code without a gateway begins and ends at a full hour, such as 9:00.');
  }
  return { from: hourOf(from), until: isWithin(until) ? hourOf(until) + HOUR_MS : until };
}

/** Returns the locks of a call, each once. */
async function doorsOf(call: OwnerCall): Promise<FoundLock[]> {
  const doors = [await findLock(call)];
  for (const name of call.options('also')) {
    const door = await findLockNamed(call, name);
    if (!doors.some(({ id }) => id === door.id)) doors.push(door);
  }
  return doors;
}

/** Returns the digits that a call names or leaves to chance; `undefined` if they are to be asked for. Throws `UsageError` for weak ones. */
function givenDigits(call: OwnerCall): string | undefined {
  const text = call.option('code');
  if (text !== undefined && call.has('random')) throw new UsageError('Say --code or --random, not both.');
  if (call.has('random')) return randomDigits(systemRandom);
  return text === undefined || text === '-' ? undefined : strongDigits(text);
}

async function askedDigits(call: OwnerCall): Promise<string> {
  const isPiped = call.option('code') === '-';
  const typed = isPiped
    ? await call.terminal.readInput?.()
    : await call.ask('Code, 4 to 9 digits (Enter for a random one)', {
        hidden: true,
        check: (answer) => (answer.trim() === '' ? undefined : digitsFault(answer)),
      });
  if (typed === undefined)
    throw new UsageError('There is no terminal to ask for the digits: say --code or --random.');
  return typed.trim() === '' && !isPiped ? randomDigits(systemRandom) : strongDigits(typed);
}

function strongDigits(typed: string): string {
  const fault = digitsFault(typed);
  if (fault !== undefined) throw new UsageError(`--code: ${fault}`);
  return digitsIn(typed);
}

/** Returns why digits are refused; `undefined` if they are strong. */
function digitsFault(typed: string): string | undefined {
  const problem = weakness(digitsIn(typed));
  return problem && DIGITS_WORDS[problem];
}

function digitsIn(typed: string): string {
  return withAsciiDigits(typed.trim()).replaceAll(/(?<=\d)[\s-](?=\d)/g, '');
}

/** Returns the zone of a period; without one no call is made for it. */
async function zoneFor(call: OwnerCall, lockId: string): Promise<string> {
  return hasPeriodOption(call) ? zoneOf(call, lockId) : machineZone();
}

async function findCode(call: OwnerCall, book: CodeBook, lock: FoundLock): Promise<LockCode> {
  const items = await codesOf(call, book, lock.id);
  const typed = call.optionalWord('CODE');
  return typed === undefined ? chooseNamed(call, items, 'code') : findNamed(items, typed, 'code');
}

/** Returns the guest of a code. One that was set elsewhere is followed from now on. */
async function adopted(call: OwnerCall, book: CodeBook, lockId: string, found: LockCode): Promise<string> {
  if (found.booked !== undefined) return found.booked.guest.id;
  const { id: codeId, digits = '', name = '', from, until } = found.listed ?? { id: found.id };
  const now = call.now();
  const terms: CodeTerms = {
    ...{ digits, name },
    ...(until !== undefined && { period: { from: from ?? 0, until } }),
  };
  const { dueAt: _, ...draft } = newCodeRecord({ lockId, way: 'gateway', terms }, now);
  const code: CodeRecord = {
    ...draft,
    state: 'set',
    codeId,
    held: terms,
    verifiedAt: now,
    verifiedBy: 'list',
  };
  const id = newGuestId(systemRandom);
  await book.add(guestOfCodes({ id, name, createdAt: now }, [code], machineZone()));
  return id;
}

/** Prints how a code ended; returns the exit code. Without a zone, times are those of the lock's clock. */
async function conclude(call: OwnerCall, lock: FoundLock, code: CodeRecord, zone?: string): Promise<number> {
  if (call.isJson) call.printResult(codeJson(call, lock, code), '');
  const isTimeSaid = !call.isJson && code.state === 'set' && code.wanted.period !== undefined;
  return sayOutcome(call, lock, code, zone ?? (isTimeSaid ? await zoneOf(call, lock.id) : machineZone()));
}

function sayOutcome(call: OwnerCall, lock: FoundLock, code: CodeRecord, zone: string): number {
  const { state, wanted } = code;
  if (state === 'set') {
    const period = heldPeriod(code);
    const when = period === undefined ? 'always' : `${formatPeriod(period, zone)} (${zoneWords(zone)})`;
    call.say(`${lock.name}: set: read back from the lock. ${wanted.name || 'The code'} opens it ${when}.`);
    return 0;
  }
  if (state === 'removed') {
    call.say(`${lock.name}: removed from the lock.`);
    return 0;
  }
  const isOver =
    state === 'failed' || state === 'changed-outside' || state === 'expired' || code.dueAt === undefined;
  call.note(
    `${lock.name}: ${stateWords(code)}.${isOver ? '' : ' "codes list" goes on with it.'}`.replace('..', '.'),
  );
  return 1;
}

/** Returns the period of a code as the list has it, where it does: one that has begun is stored from the next minute on. */
function heldPeriod({ state, wanted: { period }, listed }: CodeRecord) {
  if (period === undefined || state !== 'set') return period;
  const { from = period.from, until = period.until } = listed ?? {};
  return { from, until };
}

function codeJson(call: OwnerCall, lock: FoundLock, code: CodeRecord) {
  const { state, codeId, wanted, failure, waitingFor } = code;
  return {
    ...{ lockId: lock.id, codeId: codeId ?? null, name: wanted.name, state, words: stateWords(code) },
    ...isoPeriod(heldPeriod(code) ?? {}),
    ...(failure !== undefined && { failure }),
    ...(waitingFor !== undefined && { waitingFor }),
    ...(call.has('show') && wanted.digits !== '' && { code: wanted.digits }),
  };
}

function digitsOf({ listed, booked }: LockCode): string | undefined {
  return listed?.digits ?? (booked?.code.wanted.digits || undefined);
}

function validityOf({ listed, booked }: LockCode) {
  if (listed === undefined) return booked?.code.wanted.period;
  const { from, until } = listed;
  return until === undefined ? undefined : { ...(from !== undefined && { from }), until };
}

function opensWords(item: LockCode, zone: string): string {
  const kind = item.listed?.kind;
  const isPlain = kind === undefined || kind === 'permanent' || kind === 'period' || kind === 'unknown';
  if (isPlain) return formatPeriod(validityOf(item) ?? {}, zone);
  const { from, until } = validityOf(item) ?? {};
  if (!RECURRING.some((recurring) => recurring === kind) || from === undefined || until === undefined)
    return kind;
  return `${kind} ${localOf(from, zone).slice(11)} to ${localOf(until, zone).slice(11)}`;
}

function progressWords({ listed, booked }: LockCode): string {
  return booked === undefined ? `${listed?.status ?? 'unknown'} in Sifely’s list` : stateWords(booked.code);
}
