import type { CloudLock } from '../../../functions/locks/lock-cloud.ts';
import { printable } from '../../../functions/logs/printable.ts';
import { zoneOfOffset } from '../../../functions/schedules/zoned-time.ts';
import { UsageError } from '../../command.ts';
import { isSameName, matching, type Named } from '../../matching.ts';
import type { OwnerCall } from '../owner-call.ts';
import { machineZone, parseZone } from './zone.ts';

/** Words of so many digits are ids; names of locks are not. */
const ID = /^\d{5,19}$/;
/** Names that a refusal lists. */
const MAX_LISTED = 5;

/** A lock that a call names. */
export interface FoundLock extends Named {
  readonly id: string;
  readonly name: string;
  /** False if only the beginning of its name was typed, or it was chosen from a list, where Enter alone takes the first. */
  readonly isNamedInFull: boolean;
}

/** The word of a lock. */
export const LOCK_WORD = {
  name: 'LOCK',
  help: 'a lock, by its name, the beginning of its name, or its id',
} as const;

/**
 * Returns the lock that a call names; asks for one at a terminal. An id is taken as it is, so that it costs no call. Throws `UsageError`
 * if there is no such lock, or if several are meant.
 */
export async function findLock(call: OwnerCall): Promise<FoundLock> {
  const typed = call.optionalWord('LOCK');
  return typed === undefined ? chooseLock(call) : findLockNamed(call, typed);
}

/** Asks for one of the locks at a terminal; see {@link chooseNamed}. */
export async function chooseLock(call: OwnerCall, kind = 'lock', hint?: string): Promise<FoundLock> {
  const locks = (await call.account().listLocks()).map(asNamed);
  return { ...(await chooseNamed(call, locks, kind, hint)), isNamedInFull: false };
}

/** Returns the lock that a text names; see {@link findLock}. */
export async function findLockNamed(call: OwnerCall, typed: string): Promise<FoundLock> {
  if (ID.test(typed)) return { id: typed, name: `Lock ${typed}`, isNamedInFull: true };
  const found = findNamed((await call.account().listLocks()).map(asNamed), typed, 'lock');
  return { ...found, isNamedInFull: isSameName(found.name, typed) };
}

function asNamed({ lockId, name }: CloudLock): Named & { readonly name: string } {
  return { id: lockId, name };
}

/** Returns the one item that a text names; see {@link matching}. Throws `UsageError` if there is none, or more than one. */
export function findNamed<T extends Named>(items: readonly T[], text: string, kind: string): T {
  const found = matching(items, text);
  const [only, ...others] = found;
  if (only === undefined) {
    const known = items.length === 0 ? 'There are none.' : `There is: ${listed(items)}.`;
    throw new UsageError(`There is no ${kind} "${text}". ${known}`);
  }
  if (others.length > 0)
    throw new UsageError(`"${text}" may be ${listed(found)}: say more of the name, or the id.`);
  return only;
}

/** Asks for one of several items. Throws `UsageError`, with a hint for who cannot be asked, without a terminal, or if there is none. */
export async function chooseNamed<T extends Named>(
  call: OwnerCall,
  items: readonly T[],
  kind: string,
  hint = 'its name or its id',
): Promise<T> {
  if (items.length === 0) throw new UsageError(`There is no ${kind} to choose.`);
  const choices = items.map((item) => ({ ...item, name: printable(item.name ?? item.id) }));
  const chosen = await call.terminal.choose(`Which ${kind}?`, choices);
  const item = items.find(({ id }) => id === chosen);
  if (item === undefined) throw new UsageError(`"${call.called}" needs a ${kind}: ${hint}.`);
  return item;
}

/** Returns the zone of the times of a call: `--zone`, else the lock's own by its details (one call), else this machine's. */
export async function zoneOf(call: OwnerCall, lockId: string): Promise<string> {
  const named = call.option('zone');
  if (named !== undefined) return parseZone(named);
  const { utcOffsetMs } = await call.account().locks.detail(lockId);
  return utcOffsetMs === undefined ? machineZone() : zoneOfOffset(utcOffsetMs);
}

function listed(items: readonly Named[]): string {
  const texts = items
    .slice(0, MAX_LISTED)
    .map(({ id, name }) => (name === undefined ? id : `${name} (${id})`));
  return `${texts.join(', ')}${items.length > MAX_LISTED ? ` and ${items.length - MAX_LISTED} more` : ''}`;
}
