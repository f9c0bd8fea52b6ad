import { texts } from '../../../functions/languages/texts/locks/en.ts';
import type { BoltState, CloudLock, LockAction } from '../../../functions/locks/lock-cloud.ts';
import { zoneOfOffset } from '../../../functions/schedules/zoned-time.ts';
import { UsageError } from '../../command.ts';
import { findLock, LOCK_WORD } from '../input/find.ts';
import { zoneWords } from '../input/zone.ts';
import type { OwnerCall } from '../owner-call.ts';
import type { Noun } from '../verb.ts';
import { listKeys } from './keys.ts';
import { watchDoor } from './watch-door.ts';

const CONNECTION_WORDS = { gateway: 'gateway', wifi: 'Wi-Fi', none: 'Bluetooth only' } as const;

/** `locks`: lists locks, and operates one. */
export const locks: Noun = {
  summary: 'lists locks, shows one, locks and unlocks it, changes its settings',
  verbs: {
    list: {
      summary: 'lists all locks of the account, owned and shared',
      examples: ['locks list', 'locks list --json'],
      async run(call) {
        const items = await call.account().listLocks();
        call.printItems(
          items,
          [
            { name: 'ID', text: ({ lockId }) => lockId },
            { name: 'NAME', text: ({ name }) => name },
            { name: 'GROUP', text: ({ groupName = '-' }) => groupName },
            { name: 'BATTERY', text: ({ battery }) => percent(battery) },
            { name: 'CONNECTION', text: connectionWords },
            { name: 'YOURS', text: ({ owned }) => (owned ? 'owner' : 'shared key') },
          ],
          { empty: 'The account has no locks.' },
        );
        return 0;
      },
    },
    show: {
      summary: 'shows what Sifely knows of a lock, without asking the lock itself',
      words: [LOCK_WORD],
      examples: ['locks show "Front door"', 'locks show front', 'locks show 532301 --json'],
      async run(call) {
        const { id } = await findLock(call);
        const { locks: cloud } = call.account();
        const all = await call.account().listLocks();
        const lock = all.find(({ lockId }) => lockId === id);
        const detail = await cloud.detail(id);
        const gateways = await cloud.gateways(id);
        const { autoLockSeconds, utcOffsetMs } = detail;
        call.printRecord({ ...lock, ...detail, lockId: id, gateways }, [
          ['Name', lock?.name],
          ['Id', id],
          ['Group', lock?.groupName],
          ['Model', detail.model ?? lock?.modelName],
          ['Firmware', detail.firmwareVersion],
          ['Battery', percent(detail.battery ?? lock?.battery)],
          ['Connection', lock === undefined ? undefined : connectionWords(lock)],
          ['Gateways', gateways.length === 0 ? 'none' : gateways.join(', ')],
          ['Remote control', lock === undefined ? undefined : operabilityWords(lock)],
          ['Locks itself', autoLockSeconds === undefined ? 'never' : `after ${autoLockSeconds} s`],
          ['Passage mode', detail.passageMode === undefined ? undefined : detail.passageMode ? 'on' : 'off'],
          ['Clock', utcOffsetMs === undefined ? undefined : zoneWords(zoneOfOffset(utcOffsetMs))],
        ]);
        return 0;
      },
    },
    lock: {
      summary: 'locks a door, and waits until that is seen at the door',
      words: [LOCK_WORD],
      examples: ['locks lock front'],
      run: (call) => operate(call, 'lock'),
    },
    unlock: {
      summary: 'unlocks a door, and waits until that is seen at the door',
      details:
        'Asks before it unlocks a door that was chosen from a list, or of which only the beginning of the name was typed.',
      words: [LOCK_WORD],
      asks: true,
      examples: ['locks unlock "Front door"', 'locks unlock front --yes'],
      run: (call) => operate(call, 'unlock'),
    },
    state: {
      summary: 'asks a lock through its gateway whether it is locked',
      details: 'Takes seconds, and a little of the battery of the lock.',
      words: [LOCK_WORD],
      examples: ['locks state front'],
      async run(call) {
        const lock = await findLock(call);
        const state = await call.account().locks.openState(lock.id);
        call.printResult({ lockId: lock.id, state }, `${lock.name}: ${stateWords(state)}.`);
        return state === 'unknown' ? 1 : 0;
      },
    },
    set: {
      summary: 'changes the settings of a lock, through its gateway',
      details:
        'While passage mode is on, a lock that was opened does not lock itself. Sifely’s documents name neither setting: not every lock answers.',
      words: [LOCK_WORD],
      options: {
        'auto-lock': {
          type: 'string',
          value: 'SECONDS',
          help: 'locks itself after so many seconds; 0 is never',
        },
        passage: { type: 'string', value: 'STATE', help: 'passage mode, all day', choices: ['on', 'off'] },
      },
      asks: true,
      examples: ['locks set front --auto-lock 30', 'locks set front --passage off --yes'],
      run: change,
    },
    keys: {
      summary: 'lists who holds a key of a lock',
      words: [LOCK_WORD],
      examples: ['locks keys front'],
      run: listKeys,
    },
  },
};

/** Days of the week, Monday first. */
const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];

async function change(call: OwnerCall): Promise<number> {
  const seconds = call.number('auto-lock', 0, 900);
  const passage = call.option('passage');
  if (seconds === undefined && passage === undefined) {
    throw new UsageError('"locks set" needs something to change: --auto-lock or --passage.');
  }
  const lock = await findLock(call);
  const { settings } = call.account().access;
  const wishes = [
    ...(seconds === undefined
      ? []
      : [seconds === 0 ? 'never locks itself' : `locks itself after ${seconds} s`]),
    ...(passage === undefined ? [] : [`has passage mode ${passage}`]),
  ];
  await call.confirm(`Change ${lock.name}, so that it ${wishes.join(' and ')}?`);
  if (seconds !== undefined) await settings.setAutoLock(lock.id, seconds);
  if (passage !== undefined) {
    const isOn = passage === 'on';
    await settings.setPassageMode(lock.id, { isOn, openHours: isOn ? [{ days: EVERY_DAY }] : [] });
  }
  call.printResult(
    { lockId: lock.id, autoLockSeconds: seconds ?? null, passageMode: passage ?? null },
    `Changed: ${lock.name} ${wishes.join(' and ')}.`,
  );
  return 0;
}

/** Sends a command, and says how far it came: sent, accepted, seen at the door. Returns 1 if it was not seen. */
async function operate(call: OwnerCall, action: LockAction): Promise<number> {
  const lock = await findLock(call);
  if (action === 'unlock' && !lock.isNamedInFull) await call.confirm(`Unlock ${lock.name}?`);
  const { locks: cloud } = call.account();
  const wanted: BoltState = action === 'lock' ? 'locked' : 'unlocked';
  const sentAt = call.now();
  call.say(`${lock.name}: sent "${action}".`);
  await cloud.operate(lock.id, action);
  const acceptedAt = call.now();
  call.say('Accepted by the gateway.');
  const seen = await watchDoor(call, lock.id, wanted, sentAt);
  const seenAt = seen === wanted ? call.now() : undefined;
  if (call.isJson) {
    const json = {
      ...{ lockId: lock.id, action, sentAt: iso(sentAt), acceptedAt: iso(acceptedAt) },
      seenAt: seenAt === undefined ? null : iso(seenAt),
      state: seen,
    };
    call.printResult(json, '');
  }
  if (seenAt !== undefined) {
    call.say(`Seen at the door: ${wanted}.`);
    return 0;
  }
  const last = seen === 'unknown' ? 'The door could not be read' : `The lock says that it is ${seen}`;
  call.note(`${last}: please check the door.`);
  return 1;
}

function iso(at: number): string {
  return new Date(at).toISOString();
}

function percent(value: number | undefined): string {
  return value === undefined ? '-' : `${value} %`;
}

function connectionWords({ connection, online }: CloudLock): string {
  return `${CONNECTION_WORDS[connection]}${online === false ? ', offline' : ''}`;
}

function operabilityWords({ operability }: CloudLock): string {
  return operability === 'operable' ? 'yes' : texts[`reason.${operability}`];
}

function stateWords(state: BoltState): string {
  return state === 'unknown' ? 'the lock does not know' : state;
}
