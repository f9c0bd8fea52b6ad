import type { Account } from '../accounts/account.ts';
import { openUser } from '../accounts/account-user.ts';
import { createAccountDocuments } from '../accounts/documents/account-documents.ts';
import { parseAccount } from '../accounts/documents/documents.ts';
import { createIdentities } from '../accounts/identities.ts';
import { createIdentityRotation } from '../accounts/identity-rotation.ts';
import type { Sealer } from '../accounts/sealing.ts';
import type { Clock } from '../clock.ts';
import { renewGuest } from '../guests/guest-ledger.ts';
import { createJobSealing } from '../jobs/job-sealing.ts';
import { reseal } from '../jobs/stored-job.ts';
import { CallMeter } from '../locks/call-usage.ts';
import type { Logger } from '../logs/logger.ts';
import { allDocuments } from '../store/all-documents.ts';
import { JOB_COLLECTIONS } from '../store/job-collections.ts';
import { type ListedDocument, type Store, StoreUnavailableError } from '../store/store.ts';
import { createIdentityKey, sealedKeyIds, UNKNOWN_KEY } from './count-keys.ts';

/** A job that is due sooner is left alone: it ends, or is sealed anew with its next attempt. A write would cost it its turn. */
const SOON_MS = 5 * 60_000;

export interface RotationResult {
  /** Documents that were sealed by the newest key, identities included. */
  readonly rotated: number;
  /** The errors of accounts whose key is missing, or whose data this release cannot read; each once. */
  readonly failures: readonly string[];
}

/**
 * Seals everything that an older key sealed by the newest one: accounts, their identities, guests, and waiting jobs. Each document is a
 * compare-and-set of its own, so a server may run beside it, and a run that was interrupted is continued by the next. Sessions
 * end by themselves within a quarter of an hour. Rejects with `StoreUnavailableError`.
 */
export async function rotateKeys(deps: {
  readonly store: Store;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly logger: Logger;
}): Promise<RotationResult> {
  const { store, sealer } = deps;
  const [newest] = sealer.derived('identity');
  const isOld = (keyId: string) => keyId !== newest?.id;
  const failures = new Set<string>();
  let rotated = 0;

  const identities = createIdentities({ store, sealer, profile: '' });
  const documents = createAccountDocuments({
    ...deps,
    stateChangeListener: { prepare: (_before, after) => after, changed: async () => {} },
    accountListener: () => {},
    calls: new CallMeter(),
  });
  const identityRotation = createIdentityRotation({ ...deps, identities, documents });
  const identityKey = createIdentityKey(deps);

  const rotateAccount = async ({ key, data }: ListedDocument) => {
    let account = parseAccount(data, key.id);
    if ([...sealedKeyIds(data)].some(isOld)) {
      // Every write of an account seals it anew.
      const { value } = await documents.changeAccount(key.id, (before) => before && { ...before });
      if (value === undefined) return;
      account = value;
      rotated += 1;
    }
    const before = identityKey(account);
    if (before === UNKNOWN_KEY || account.grants.length === 0) return;
    if (isOld(before)) {
      await identityRotation.rotate(account);
      rotated += 1;
    }
    await dropOlderIdentities(account);
  };

  /** An earlier run may have ended between the new identity and the deletion of the old one. */
  const dropOlderIdentities = async ({ id }: Account) => {
    const [document] = await store.get([{ collection: 'accounts', id }]);
    const account = document && parseAccount(document.data, id);
    const user = account && openUser(sealer, account);
    if (account === undefined || user === undefined) return;
    const [newestId, ...older] = identities.ids(user, account.profile);
    if (account.identityId !== newestId) return;
    for (const identityId of older) await identities.forget(identityId, id);
  };

  for await (const document of allDocuments(store, 'accounts')) {
    try {
      await rotateAccount(document);
    } catch (error) {
      // One account that cannot be read must not keep the others under the old key.
      if (error instanceof StoreUnavailableError || !(error instanceof Error)) throw error;
      failures.add(error.message);
    }
  }

  for await (const { key, revision, data, times } of allDocuments(store, 'guests')) {
    if (![...sealedKeyIds(data)].some(isOld)) continue;
    try {
      const renewed = renewGuest(sealer, key.id, data);
      if ((await store.replace(key, revision, renewed, times)) !== undefined) rotated += 1;
    } catch (error) {
      if (error instanceof StoreUnavailableError || !(error instanceof Error)) throw error;
      failures.add(error.message);
    }
  }

  const sealing = createJobSealing(sealer);
  for (const collection of Object.values(JOB_COLLECTIONS)) {
    for await (const { key, revision, data, times } of allDocuments(store, collection)) {
      if (![...sealedKeyIds(data)].some(isOld) || (times.dueAt ?? 0) < deps.clock.now() + SOON_MS) continue;
      const resealed = reseal(data, sealing);
      if (resealed === undefined) continue;
      if ((await store.replace(key, revision, resealed, times)) !== undefined) rotated += 1;
    }
  }
  return { rotated, failures: [...failures] };
}
