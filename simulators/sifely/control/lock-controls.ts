import * as v from 'valibot';
import type { LockState } from '../world/world.ts';
import type { ControlRoute } from './control-route.ts';

const turn = v.strictObject({ to: v.picklist(['lock', 'unlock']) });
const named = v.strictObject({ name: v.exactOptional(v.string()) });
const digits = v.pipe(v.string(), v.regex(/^\d{4,10}$/));
const entered = v.strictObject({ name: v.exactOptional(v.string()), digits: v.exactOptional(digits) });
const outsideChange = v.strictObject({
  do: v.picklist(['add', 'change', 'remove']),
  name: v.string(),
  digits: v.exactOptional(digits),
  startDate: v.exactOptional(v.number()),
  endDate: v.exactOptional(v.number()),
  where: v.exactOptional(v.picklist(['both', 'lock', 'cloud'])),
});
const tokenChange = v.strictObject({
  do: v.picklist(['add', 'change', 'remove']),
  name: v.string(),
  number: v.exactOptional(v.pipe(v.string(), v.digits())),
  startDate: v.exactOptional(v.number()),
  endDate: v.exactOptional(v.number()),
  where: v.exactOptional(v.picklist(['both', 'lock', 'cloud'])),
});
const jam = v.strictObject({
  times: v.exactOptional(v.number()),
  reads: v.exactOptional(v.literal('unknown')),
});
const lateFailure = v.strictObject({
  errcode: v.number(),
  objectType: v.exactOptional(v.number()),
  objectId: v.exactOptional(v.number()),
});
const door = v.strictObject({ to: v.picklist(['open', 'closed']) });
const settings = v.strictObject({
  name: v.exactOptional(v.string()),
  battery: v.exactOptional(v.number()),
  autoLockSeconds: v.exactOptional(v.number()),
  passageMode: v.exactOptional(v.boolean()),
  hasGateway: v.exactOptional(v.boolean()),
  gatewayIds: v.exactOptional(v.array(v.number())),
  signal: v.exactOptional(v.record(v.string(), v.number())),
  online: v.exactOptional(v.boolean()),
  frozen: v.exactOptional(v.boolean()),
  asleep: v.exactOptional(v.boolean()),
  withoutNetwork: v.exactOptional(v.boolean()),
  passcodeCapacity: v.exactOptional(v.number()),
  cardCapacity: v.exactOptional(v.number()),
  passcodeVersion: v.exactOptional(v.number()),
  bolt: v.exactOptional(v.picklist(['locked', 'unlocked'])),
});
/** Removes a lock's secrets: the result is shown on screens. */
function shown({
  records,
  unsent,
  passcodes,
  keypad,
  cards,
  cardsInLock,
  fingerprints,
  fingersInLock = fingerprints,
  ...lock
}: LockState) {
  const names = (list: readonly { readonly name: string }[]) => list.map(({ name }) => name);
  return {
    ...lock,
    passcodes: names(passcodes),
    passcodesInLock: names(keypad),
    cards: names(cards),
    cardsInLock: names(cardsInLock),
    fingerprints: names(fingerprints),
    fingerprintsInLock: names(fingersInLock),
    recordsInCloud: records.length,
    recordsWaiting: unsent.length,
    newestRecords: records
      .slice(-5)
      .reverse()
      .map(({ keyboardPwd: _, ...record }) => record),
  };
}

/** Actions of a person at a door. */
export const LOCK_CONTROLS: readonly ControlRoute[] = [
  {
    method: 'GET',
    pattern: 'locks',
    help: 'every lock: `bolt` is the physical state, `shown` the state that the cloud reports',
    run: ({ cloud }) => [...cloud.world.locks.values()].map(shown),
  },
  {
    method: 'GET',
    pattern: 'locks/:lockId',
    help: 'one lock with its newest records',
    run: ({ simulator, id }) => shown(simulator.lock(id).state),
  },
  {
    method: 'PATCH',
    pattern: 'locks/:lockId',
    help: 'change it: name, battery, autoLockSeconds, passageMode, hasGateway, gatewayIds, signal (dBm by gateway), online, frozen, asleep, withoutNetwork, passcodeCapacity, passcodeVersion, cardCapacity, bolt',
    example: '{"battery": 9}',
    run: ({ simulator, id, body }) => simulator.lock(id).set(v.parse(settings, body)),
  },
  {
    method: 'POST',
    pattern: 'locks/:lockId/turn',
    help: 'turn it by hand',
    example: '{"to": "unlock"}',
    run: ({ simulator, id, body }) => simulator.lock(id).turnByHand(v.parse(turn, body).to),
  },
  {
    method: 'POST',
    pattern: 'locks/:lockId/key',
    help: 'use the mechanical key',
    example: '{"to": "lock"}',
    run: ({ simulator, id, body }) => simulator.lock(id).useMechanicalKey(v.parse(turn, body).to),
  },
  {
    method: 'POST',
    pattern: 'locks/:lockId/passcode',
    help: 'enter a keypad code by its name or its digits; it opens if it is in the lock and valid now',
    example: '{"name": "Family"}',
    run({ simulator, id, body }) {
      const { name, digits } = v.parse(entered, body);
      if (digits === undefined) simulator.lock(id).enterPasscode(name);
      else simulator.lock(id).enterDigits(digits);
    },
  },
  {
    method: 'POST',
    pattern: 'locks/:lockId/passcode-changes',
    help: 'change its codes behind the API’s back: do add, change or remove, in both (default), the lock or the cloud',
    example: '{"do": "add", "name": "Plumber", "digits": "482915", "where": "both"}',
    run: ({ simulator, id, body }) => simulator.lock(id).changePasscodes(v.parse(outsideChange, body)),
  },
  {
    method: 'POST',
    pattern: 'locks/:lockId/card-changes',
    help: 'change its cards behind the API’s back: do add, change or remove, in both (default), the lock or the cloud',
    example: '{"do": "add", "name": "Gym card", "number": "1723612378"}',
    run: ({ simulator, id, body }) => simulator.lock(id).changeTokens('card', v.parse(tokenChange, body)),
  },
  {
    method: 'POST',
    pattern: 'locks/:lockId/fingerprint-changes',
    help: 'change its fingerprints, which only a phone at the door can do: do add, change or remove',
    example: '{"do": "add", "name": "Left thumb", "number": "4711"}',
    run: ({ simulator, id, body }) =>
      simulator.lock(id).changeTokens('fingerprint', v.parse(tokenChange, body)),
  },
  {
    method: 'POST',
    pattern: 'locks/:lockId/card',
    help: 'use a card by its name; an unknown name is refused by the lock',
    example: '{"name": "Blue card"}',
    run: ({ simulator, id, body }) => simulator.lock(id).useCard(v.parse(named, body).name),
  },
  {
    method: 'POST',
    pattern: 'locks/:lockId/fingerprint',
    help: 'use a finger by its name; an unknown name is refused by the lock',
    example: '{"name": "Right thumb"}',
    run: ({ simulator, id, body }) => simulator.lock(id).useFingerprint(v.parse(named, body).name),
  },
  {
    method: 'POST',
    pattern: 'locks/:lockId/jam',
    help: 'block the bolt: commands succeed, but it does not move; options: times, reads "unknown"',
    example: '{}',
    run: ({ simulator, id, body }) => simulator.lock(id).jam(v.parse(jam, body)),
  },
  {
    method: 'POST',
    pattern: 'locks/:lockId/free',
    help: 'free a blocked bolt',
    example: '{}',
    run: ({ simulator, id }) => simulator.lock(id).free(),
  },
  {
    method: 'POST',
    pattern: 'locks/:lockId/late-failure',
    help: 'notify by webhook that a command failed which was accepted (jam the bolt first); with objectType 2 to 7: a write of a code, card …',
    example: '{"errcode": -3036}',
    run: ({ simulator, id, body }) => simulator.lock(id).failLater(v.parse(lateFailure, body)),
  },
  {
    method: 'POST',
    pattern: 'locks/:lockId/door',
    help: 'open or close a door with a sensor; the bolt does not move',
    example: '{"to": "open"}',
    run: ({ simulator, id, body }) => simulator.lock(id).swingDoor(v.parse(door, body).to),
  },
];
