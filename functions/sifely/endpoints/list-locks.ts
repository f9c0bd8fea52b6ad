import type { CallOptions, CloudLock } from '../../locks/lock-cloud.ts';
import { defined } from '../defined.ts';
import type { EndpointContext } from '../endpoint-context.ts';
import { isWifiLock } from './feature-value.ts';
import { groupNames } from './groups.ts';
import { type Ekey, keyList } from './key-list.ts';
import { lockList, type OwnedLock } from './lock-list.ts';
import { operabilityOf } from './operability.ts';

const ADMINISTRATOR = '110301';

/** One lock with its items of both lists, at least one. */
interface Entry {
  readonly owned?: OwnedLock;
  readonly ekey?: Ekey;
}

/** Merges the owner's and the ekey list, neither complete. Rejects if one fails: a missing lock would count as removed. */
export async function listLocks(context: EndpointContext, options: CallOptions): Promise<CloudLock[]> {
  const [owned, ekeys] = await Promise.all([lockList(context, options), keyList(context, options)]);
  const entries = merge(owned, ekeys, context.clock.now());
  const lacksGroupName = entries.some((entry) => field(entry, 'groupName') === undefined && groupId(entry));
  const names = lacksGroupName ? await groupNames(context, options) : new Map<string, string>();
  return entries
    .map((entry) => cloudLock(entry, names, context.clock.now()))
    .sort((one, other) => compareIds(one.lockId, other.lockId));
}

function merge(owned: readonly OwnedLock[], ekeys: readonly Ekey[], now: number): Entry[] {
  const entries = new Map<string, Entry>();
  for (const lock of owned) entries.set(lock.lockId, { owned: lock });
  for (const ekey of ekeys) {
    const entry = entries.get(ekey.lockId) ?? {};
    // Of two keys to one lock, use the one that works.
    if (entry.ekey && !works(ekey, now)) continue;
    entries.set(ekey.lockId, { ...entry, ekey });
  }
  return [...entries.values()];
}

function works(ekey: Ekey, now: number): boolean {
  return operabilityOf({ connection: 'gateway', owned: false }, ekey, now) === 'operable';
}

function cloudLock(entry: Entry, names: ReadonlyMap<string, string>, now: number): CloudLock {
  const lockId = entry.owned?.lockId ?? entry.ekey?.lockId ?? '';
  const owned = entry.owned !== undefined || entry.ekey?.userType === ADMINISTRATOR;
  const connection = connectionOf(entry);
  const modelName = field(entry, 'lockName');
  const isOnline = field(entry, 'isOnline');
  return defined({
    lockId,
    name: field(entry, 'lockAlias') ?? modelName ?? `Lock ${lockId.slice(-4)}`,
    modelName,
    groupName: field(entry, 'groupName') ?? names.get(groupId(entry) ?? ''),
    battery: field(entry, 'electricQuantity'),
    connection,
    online: isOnline === 1 ? true : isOnline === 0 ? false : undefined,
    operability: operabilityOf({ connection, owned }, entry.ekey, now),
    passageMode: field(entry, 'passageMode'),
    owned,
  });
}

/** `hasGateway` is not documented for `key/list`. If missing, a gateway is assumed: a command finds out at once. */
function connectionOf(entry: Entry): CloudLock['connection'] {
  const hasGateway = field(entry, 'hasGateway');
  if (hasGateway === 1) return 'gateway';
  if (isWifiLock(field(entry, 'featureValue'))) return 'wifi';
  return hasGateway === 0 ? 'none' : 'gateway';
}

/** A field of the owner's list, or else of the ekey list. */
function field<K extends keyof OwnedLock>(entry: Entry, name: K): OwnedLock[K] | undefined {
  return entry.owned?.[name] ?? entry.ekey?.[name];
}

function groupId(entry: Entry): string | undefined {
  const id = field(entry, 'groupId');
  return id === '0' ? undefined : id;
}

function compareIds(one: string, other: string): number {
  return one.length - other.length || (one < other ? -1 : one > other ? 1 : 0);
}
