import { parseStates } from '../accounts/documents/documents.ts';
import { withSchema } from '../accounts/documents/schema-version.ts';
import type { Sealer } from '../accounts/sealing.ts';
import type { AccountState, LockState } from '../locks/account-state.ts';
import { allDocuments } from '../store/all-documents.ts';
import type { DocumentTimes, Store } from '../store/store.ts';
import { createEndedLinks, dropEnded, readable } from './ended-links.ts';

/** Valid for minutes, and only as they are: a code that was used may not be used again. */
const DROPPED_COLLECTIONS = ['sessions', 'codes'] as const;

/** Kinds of jobs that send commands, or tell a speaker how one ended. */
const COMMAND_JOBS: ReadonlySet<unknown> = new Set(['command', 'follow-up']);

/** A record that a link ended, as the replaced database has it. */
export interface Ending {
  readonly id: string;
  readonly times: DocumentTimes;
}

export interface ResetResult {
  /** Accounts whose links ended after the copy was made. */
  readonly ended: number;
  readonly accounts: number;
}

/**
 * Makes a copy of earlier data safe to start with: no code, session, command mark or command of then has an effect any more,
 * nothing is taken for where the bolts are now, and no report for what Google has. Links that ended since, as far as `endings`
 * says, stay ended. No server may use the store yet.
 */
export async function resetRestored(deps: {
  readonly store: Store;
  readonly sealer: Sealer;
  readonly now: number;
  readonly endings: readonly Ending[];
}): Promise<ResetResult> {
  const { store, sealer, now, endings } = deps;
  for (const { id, times } of endings) await store.create({ collection: 'endings', id }, {}, times);
  const withoutEnded = createEndedLinks(sealer, new Set(endings.map(({ id }) => id)));
  const result = await dropEnded(store, withoutEnded);
  for (const collection of DROPPED_COLLECTIONS) {
    for await (const { key, revision } of allDocuments(store, collection)) await store.delete(key, revision);
  }
  for await (const { key, revision, data } of allDocuments(store, 'jobs')) {
    if (COMMAND_JOBS.has(Object(Object(data).job).kind)) await store.delete(key, revision);
  }
  for await (const { key, revision, data, times } of allDocuments(store, 'states')) {
    const parsed = readable(() => parseStates(data, key.id));
    if (parsed === undefined) continue;
    const states = resetStates(parsed, now);
    await store.replace(key, revision, withSchema(states), {
      ...times,
      dueAt: states.pollDueAt ?? times.dueAt ?? now,
    });
  }
  return result;
}

/** Returns states of an earlier time: every lock is looked at and reported anew, and no command of then is known. */
export function resetStates(states: AccountState, now: number): AccountState {
  const locks = Object.entries(states.locks).map(([id, lock]) => [id, resetLock(lock, now)] as const);
  return {
    ...states,
    locks: Object.fromEntries(locks),
    ...(states.pollDueAt !== undefined && { pollDueAt: now }),
    // The owner was told of them, or they are long over.
    ...(states.alerts && { alerts: { ...states.alerts, since: now, raised: [], messages: [] } }),
  };
}

function resetLock({ reported: _, ...lock }: LockState, now: number): LockState {
  // The bolt may have been moved since: until it is observed, its state is unknown.
  return { ...lock, commands: [], ...(lock.snapshot && { uncertainSince: now }) };
}
