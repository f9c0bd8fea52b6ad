import type { Accounts } from '../accounts/accounts.ts';
import type { JobSealing } from '../jobs/job-sealing.ts';
import type { Jobs } from '../jobs/jobs.ts';
import { toCandidate } from '../jobs/stored-job.ts';
import type { Logger } from '../logs/logger.ts';
import { unlinkAccount } from '../reporting/unlink-account.ts';
import { allDocuments } from '../store/all-documents.ts';
import { JOB_COLLECTIONS } from '../store/job-collections.ts';
import type { Store } from '../store/store.ts';

/**
 * Deletes everything about an account: as *Unlink everything* does, and the jobs that wait for it, which would find it gone and end. The
 * job that unlinks it at Google stays until it has run. False if that could not be enqueued. Rejects with `StoreUnavailableError`.
 */
export async function deleteAccount(
  deps: {
    readonly store: Store;
    readonly sealing: JobSealing;
    readonly accounts: Accounts;
    readonly jobs: Jobs;
    readonly logger: Logger;
  },
  accountId: string,
): Promise<boolean> {
  const isEnqueued = await unlinkAccount(deps, accountId);
  await deleteJobs(deps, accountId);
  return isEnqueued;
}

/** Cloud Tasks has the jobs of Firebase: there is none in the store then, and those tasks end by themselves. */
async function deleteJobs(
  { store, sealing }: { readonly store: Store; readonly sealing: JobSealing },
  accountId: string,
): Promise<void> {
  for (const collection of Object.values(JOB_COLLECTIONS)) {
    for await (const document of allDocuments(store, collection)) {
      const candidate = toCandidate(document, sealing);
      if (candidate?.account !== accountId || candidate.stored.job.kind === 'unlink') continue;
      // One that changed meanwhile runs, and ends because the account is gone.
      await store.delete(document.key, document.revision);
    }
  }
}
