import { verbCall } from '../../../functions/config/command-call.ts';
import type { Ekey, NewEkey } from '../../../functions/guests/access-cloud.ts';
import type { KeyRollOutcome } from '../../../functions/locks/roll-key.ts';
import { UsageError } from '../../command.ts';
import { CommandFailedError } from '../failures.ts';
import { chooseNamed, findLock, findNamed, LOCK_WORD, zoneOf } from '../input/find.ts';
import { hasPeriodOption, PERIOD_OPTIONS, periodOf } from '../input/period.ts';
import { formatPeriod, isoPeriod, machineZone, zoneWords } from '../input/zone.ts';
import type { OwnerCall } from '../owner-call.ts';
import type { Noun } from '../verb.ts';

const KEY_WORD = {
  name: 'KEY',
  help: 'a key, by its receiver, its name, the beginning of either, or its id',
} as const;

/** `keys`: ekeys of a lock, and the API key of the account. */
export const keys: Noun = {
  summary: 'lists, sends, deletes and freezes keys of a lock; replaces the API key',
  verbs: {
    list: {
      summary: 'lists who holds a key of a lock',
      words: [LOCK_WORD],
      examples: ['keys list front'],
      run: listKeys,
    },
    send: {
      summary: 'sends a key of a lock to another Sifely account',
      details:
        'The key is permanent unless a period is given. It replaces the one that the receiver has of this lock. Times count by the lock’s own clock.',
      words: [
        LOCK_WORD,
        {
          name: 'RECEIVER',
          help: 'the e-mail address or phone number of the receiver’s Sifely account',
          ask: 'Receiver (e-mail address or phone number)',
        },
      ],
      options: {
        name: { type: 'string', value: 'NAME', help: 'the name of the key (default: the receiver)' },
        ...PERIOD_OPTIONS,
        once: { type: 'boolean', help: 'opens once' },
        remote: { type: 'boolean', help: 'also unlocks through the gateway' },
        admin: { type: 'boolean', help: 'its holder may give keys and codes to others' },
        'create-account': {
          type: 'boolean',
          help: 'makes an account for an unknown receiver; anyone can guess its first password',
        },
        note: { type: 'string', value: 'TEXT', help: 'a remark' },
      },
      asks: true,
      examples: [
        'keys send front anna@example.com --until "friday 18:00"',
        'keys send "Front door" anna@example.com --name Anna --remote --yes',
      ],
      run: send,
    },
    change: {
      summary: 'changes when a key opens',
      words: [LOCK_WORD, KEY_WORD],
      options: { ...PERIOD_OPTIONS, always: { type: 'boolean', help: 'the key has no end any more' } },
      examples: ['keys change front anna@example.com --until "friday 18:00"'],
      run: change,
    },
    delete: {
      summary: 'takes a key back: its holder can open the lock no more',
      words: [LOCK_WORD, KEY_WORD],
      asks: true,
      examples: ['keys delete front anna@example.com'],
      async run(call) {
        const { lock, key } = await findKey(call);
        await call.confirm(`Delete the key of ${ownerOf(key)} for ${lock.name}?`);
        await call.account().access.keys.remove(lock.id, key.id);
        call.printResult(
          { lockId: lock.id, keyId: key.id, deleted: true },
          `Deleted the key of ${ownerOf(key)}.`,
        );
        return 0;
      },
    },
    freeze: {
      summary: 'suspends a key until it is unfrozen',
      words: [LOCK_WORD, KEY_WORD],
      examples: ['keys freeze front anna@example.com'],
      run: (call) => freeze(call, 'freeze'),
    },
    unfreeze: {
      summary: 'ends the suspension of a key',
      words: [LOCK_WORD, KEY_WORD],
      examples: ['keys unfreeze front anna@example.com'],
      run: (call) => freeze(call, 'unfreeze'),
    },
    roll: {
      summary: 'replaces the API key of the account; the old one ends at once',
      details:
        'Every other program that uses the old key must sign in again. The new key is stored here, sealed, and not printed.',
      asks: true,
      examples: ['keys roll', 'keys roll --yes'],
      async run(call) {
        if (call.account().signIn.profile !== 'api-key') {
          throw new CommandFailedError(
            'You are signed in with tokens, which renew themselves: there is no API key to replace.',
          );
        }
        await call.confirm('Replace the API key? Other programs that use it must sign in again.');
        await rollKey(call);
        call.printResult({ rolled: true }, 'The API key was replaced. The old one is worth nothing now.');
        return 0;
      },
    },
  },
};

/** Lists the keys of the lock that a call names. */
export async function listKeys(call: OwnerCall): Promise<number> {
  const lock = await findLock(call);
  const items = await call.account().access.keys.list(lock.id);
  const zone = items.some(({ from, until }) => from ?? until) ? await zoneOf(call, lock.id) : machineZone();
  call.printItems(
    items,
    [
      { name: 'ID', text: ({ id }) => id },
      { name: 'NAME', text: ({ name = '-' }) => name },
      { name: 'HOLDER', text: ({ receiver = '-' }) => receiver },
      { name: 'VALID', text: (key) => validityWords(key, zone) },
      { name: 'STATUS', text: ({ status }) => status },
      { name: 'MAY', text: rightsWords },
    ],
    {
      empty: `Nobody else holds a key of ${lock.name}.`,
      json: ({ from, until, ...key }) => ({ ...key, ...isoPeriod({ from, until }) }),
    },
  );
  return 0;
}

/** Replaces the API key. Rejects with `CommandFailedError` that says to sign in again where the new one may be lost. */
async function rollKey(call: OwnerCall): Promise<void> {
  const outcome = await call.account().rollKey();
  if (outcome === 'rolled') return;
  const remedy = outcome === 'unchanged' ? '' : ` Sign in again: ${verbCall(call.terminal.env, 'login')}`;
  throw new CommandFailedError(`${ROLL_ENDS[outcome]}${remedy}`);
}

const ROLL_ENDS: Readonly<Record<Exclude<KeyRollOutcome, 'rolled'>, string>> = {
  unchanged: 'Sifely did not confirm a new key, and the old one still works. Try again in a few minutes.',
  lost: 'Sifely ended the old key, but the new one did not arrive.',
  unknown: 'No answer came, and the key may have been replaced.',
};

async function send(call: OwnerCall): Promise<number> {
  const isOnce = call.has('once');
  const hasPeriod = hasPeriodOption(call);
  if (isOnce && hasPeriod) throw new UsageError('Say --once or a period, not both.');
  const lock = await findLock(call);
  const receiver = await call.word('RECEIVER', (text) =>
    /^[^\s@]+@[^\s@]+\.[^\s@]+$|^\+?[\d ()-]{5,20}$/.test(text)
      ? undefined
      : `RECEIVER: "${text}" is neither an e-mail address nor a phone number.`,
  );
  const zone = hasPeriod ? await zoneOf(call, lock.id) : machineZone();
  const period = periodOf(call, zone);
  const remarks = call.option('note');
  const key: NewEkey = {
    receiver,
    name: call.option('name', 50) ?? receiver.slice(0, 50),
    validity: isOnce ? 'one-time' : (period ?? 'permanent'),
    ...(remarks !== undefined && { remarks }),
    ...(call.has('remote') && { unlocksRemotely: true }),
    ...(call.has('admin') && { isAdministrator: true }),
    ...(call.has('create-account') && { createsAccount: true }),
  };
  const when = isOnce
    ? 'once'
    : period === undefined
      ? 'always'
      : `${formatPeriod(period, zone)} (${zoneWords(zone)})`;
  await call.confirm(`Send ${receiver} a key for ${lock.name} that opens ${when}?`);
  const id = await call.account().access.keys.send(lock.id, key);
  call.printResult(
    { lockId: lock.id, keyId: id, receiver, ...isoPeriod(period ?? {}) },
    `Sent: ${receiver} can open ${lock.name} ${when}.`,
  );
  return 0;
}

async function change(call: OwnerCall): Promise<number> {
  const isAlways = call.has('always');
  if (isAlways && hasPeriodOption(call)) throw new UsageError('Say --always or a period, not both.');
  if (!isAlways && !hasPeriodOption(call)) {
    throw new UsageError('"keys change" needs a period: --from, --until, --for or --always.');
  }
  const { lock, key } = await findKey(call);
  const zone = isAlways ? machineZone() : await zoneOf(call, lock.id);
  const { from = call.now(), until } = key;
  const period = periodOf(call, zone, until === undefined ? undefined : { from, until });
  await call.account().access.keys.changePeriod(key.id, period ?? 'permanent');
  const when = period === undefined ? 'always' : `${formatPeriod(period, zone)} (${zoneWords(zone)})`;
  call.printResult(
    { lockId: lock.id, keyId: key.id, ...isoPeriod(period ?? {}) },
    `Changed: ${ownerOf(key)} can open ${lock.name} ${when}.`,
  );
  return 0;
}

async function freeze(call: OwnerCall, action: 'freeze' | 'unfreeze'): Promise<number> {
  const { lock, key } = await findKey(call);
  await call.account().access.keys[action](key.id);
  const words = action === 'freeze' ? 'Frozen' : 'Unfrozen';
  call.printResult(
    { lockId: lock.id, keyId: key.id, frozen: action === 'freeze' },
    `${words}: the key of ${ownerOf(key)} for ${lock.name}.`,
  );
  return 0;
}

async function findKey(call: OwnerCall) {
  const lock = await findLock(call);
  const items = (await call.account().access.keys.list(lock.id)).map((key) => ({
    ...{ id: key.id, name: ownerOf(key), key },
    ...(key.name !== undefined && { aliases: [key.name] }),
  }));
  const typed = call.optionalWord('KEY');
  const { key } =
    typed === undefined ? await chooseNamed(call, items, 'key') : findNamed(items, typed, 'key');
  return { lock, key };
}

function ownerOf({ receiver, name, id }: Ekey): string {
  return receiver ?? name ?? id;
}

function validityWords(key: Ekey, zone: string): string {
  if (key.kind === 'one-time') return 'once';
  if (key.kind === 'recurring') return 'certain days';
  return formatPeriod(key, zone);
}

function rightsWords({ isAdministrator, unlocksRemotely }: Ekey): string {
  const rights = [
    ...(isAdministrator === true ? ['administer'] : []),
    ...(unlocksRemotely === true ? ['unlock remotely'] : []),
  ];
  return rights.length === 0 ? 'unlock' : rights.join(', ');
}
