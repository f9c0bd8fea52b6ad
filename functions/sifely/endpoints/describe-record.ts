import type { DoorEvent, DoorMeans, RecordDescription } from '../../locks/lock-cloud.ts';
import { defined } from '../defined.ts';
import { maskName } from './mask-name.ts';
import { recordEffect } from './record-effects.ts';

type MeansTable = Partial<Record<DoorMeans, readonly number[]>>;

function byNumber<Word extends string>(
  table: Readonly<Partial<Record<Word, readonly number[]>>>,
): ReadonlyMap<number, Word> {
  const words = Object.keys(table) as Word[];
  return new Map(words.flatMap((word) => (table[word] ?? []).map((number) => [number, word] as const)));
}

/** By `recordType` (reference 7.1). */
const MEANS: ReadonlyMap<number, DoorMeans> = byNumber({
  app: [1, 11, 52],
  gateway: [3, 12],
  code: [4, 34, 48, 53, 92],
  card: [7, 35, 49, 51],
  fingerprint: [8, 33],
  face: [-5, 67, 69],
  palm: [84, 86],
  'qr-code': [-4, 57, 58, 61, 62],
  wristband: [9],
  remote: [37, 55],
  key: [10, 36],
  button: [46, 47],
  inside: [32],
  automatic: [45, 63],
  heat: [50],
  sensor: [30, 31],
} satisfies MeansTable);

/** By `recordTypeFromLock` (reference A.12, and 7.2 for what the platform's page lacks). */
const MEANS_FROM_LOCK: ReadonlyMap<number, DoorMeans> = byNumber({
  app: [1, 3, 26, 41, 52, 75, 77],
  gateway: [28, 76],
  code: [4, 5, 6, 7, 9, 10, 11, 13, 34, 38, 48, 53, 78, 92],
  card: [15, 17, 18, 25, 35, 39, 49, 51, 74, 80, 91],
  fingerprint: [20, 21, 22, 23, 33, 40, 79],
  face: [67, 68, 69, 70, 71, 72, 81],
  palm: [83, 84, 85, 86, 87, 88, 89, 90],
  'qr-code': [57, 58, 61, 62],
  wristband: [19],
  remote: [37, 55, 82],
  key: [27, 36],
  button: [46, 47],
  inside: [32],
  automatic: [45, 63, 111],
  heat: [50],
  sensor: [30, 31, 64],
} satisfies MeansTable);

/** Events that are none of the bolt, alike in both numberings. */
const EVENTS: ReadonlyMap<number, DoorEvent> = byNumber({
  used: [37, 55],
  unlocked: [32],
  refused: [51, 58, 62],
  'locked-out': [48],
  'door-opened': [31],
  'door-closed': [30],
  tampered: [44],
  forced: [29],
} satisfies Partial<Record<DoorEvent, readonly number[]>>);

/** Those that only the lock's numbering has. 77 to 83 are the first of two factors: nothing was opened. */
const EVENTS_FROM_LOCK: ReadonlyMap<number, DoorEvent> = byNumber({
  'credential-changed': [5, 6, 8, 9, 10, 12, 15, 16, 18, 21, 23, 24, 70, 72, 73, 87, 88, 89, 90, 93],
  refused: [7, 11, 13, 22, 25, 38, 39, 40, 41, 68, 71, 74, 85, 91],
  'door-left-open': [64],
  used: [94, 95],
} satisfies Partial<Record<DoorEvent, readonly number[]>>);

/** The fields of a record that say who came, and how. */
interface SentRecord {
  readonly recordType?: number | undefined;
  readonly recordTypeFromLock?: number | undefined;
  readonly success?: number | undefined;
  readonly username?: string | undefined;
  readonly keyName?: string | undefined;
  readonly keyboardPwd?: string | undefined;
}

/** Returns a record as people read it, without the digits of `keyboardPwd` wherever they are. */
export function describeRecord(record: SentRecord): RecordDescription {
  const { recordType, recordTypeFromLock, success } = record;
  const how =
    read(MEANS, recordType) ??
    (recordType === undefined ? read(MEANS_FROM_LOCK, recordTypeFromLock) : undefined);
  const digits = { how, isRefused: success === 0, secret: record.keyboardPwd };
  return defined({
    event: eventOf(record),
    how: how ?? read(MEANS_FROM_LOCK, recordTypeFromLock),
    succeeded: success === undefined ? undefined : success === 1,
    who: maskName(record.username, digits),
    keyName: maskName(record.keyName, digits),
  });
}

function eventOf(record: SentRecord): DoorEvent {
  const { recordType, recordTypeFromLock, success } = record;
  const own = read(EVENTS, recordType ?? recordTypeFromLock);
  const known = own ?? read(EVENTS_FROM_LOCK, recordTypeFromLock);
  // Sifely's type of a door that was left open is not known; the lock's is.
  if (recordTypeFromLock === 64) return 'door-left-open';
  if (own !== undefined && own !== 'used' && own !== 'unlocked') return own;
  const effect = recordEffect({ ...record, success: 1 });
  if (effect === 'unlocked' || effect === 'locked') return success === 0 ? 'refused' : effect;
  if (known === 'used' || known === 'unlocked') return success === 0 ? 'refused' : known;
  return known ?? 'other';
}

function read<Word>(table: ReadonlyMap<number, Word>, type: number | undefined): Word | undefined {
  return type === undefined ? undefined : table.get(type);
}
