import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { activityPrefix } from '../accounts/documents/activity-documents.ts';
import type { Sealer } from '../accounts/sealing.ts';
import type { ListedDocument } from '../store/store.ts';
import { type ActivityEntry, activityEntrySchema } from './activity-entry.ts';
import type { EntryBatch } from './merge-entries.ts';

/** At most 280 KB sealed, with names of a hundred of the longest characters. */
export const MAX_ENTRIES = 120;

const PURPOSE = 'activity';
/** Times have so many digits until the year 2286; ids of newer documents come first. */
const LATEST = 9_999_999_999_999;
const HASH_LENGTH = 16;

const documentSchema = v.looseObject({ iv: v.string(), box: v.string() });
const contentSchema = v.object({ entries: v.array(v.unknown()) });

/** The id of the one key of an account's activity: an account has no other. */
export const ACTIVITY_KEY_ID = 'activity';

/** A document of the activity, ready to be stored. */
interface SealedBatch {
  readonly id: string;
  readonly data: { readonly schema: number; readonly iv: string; readonly box: string };
}

/** Seals entries, newest first. The same entries get the same id: stored twice, they are there once. */
export function sealBatch(sealer: Sealer, accountId: string, entries: readonly ActivityEntry[]): SealedBatch {
  const newestAt = entries[0]?.at ?? 0;
  const hash = createHash('sha256').update(JSON.stringify(entries.map(({ id }) => id)));
  const place = String(LATEST - newestAt).padStart(String(LATEST).length, '0');
  const id = `${activityPrefix(accountId)}${place}-${hash.digest('hex').slice(0, HASH_LENGTH)}`;
  const { iv, box } = sealer.seal(id, PURPOSE, JSON.stringify({ entries }));
  return { id, data: { schema: 1, iv, box } };
}

/** Returns the time of the newest entry of a document, from its id; ms since the epoch. */
export function newestOf(id: string, accountId: string): number {
  const place = id.slice(activityPrefix(accountId).length).split('-', 1)[0];
  return LATEST - Number(place);
}

/** Opens a document. Throws `SealingError`, or an error of its form. An entry that a newer release wrote in another form is left out. */
export function openBatch(sealer: Sealer, accountId: string, { key, data }: ListedDocument): EntryBatch {
  const { iv, box } = v.parse(documentSchema, data);
  const content: unknown = JSON.parse(sealer.open(key.id, PURPOSE, { keyId: ACTIVITY_KEY_ID, iv, box }));
  const entries = v.parse(contentSchema, content).entries.flatMap((entry) => {
    const { success, output } = v.safeParse(activityEntrySchema, entry);
    return success ? [output] : [];
  });
  return { newestAt: newestOf(key.id, accountId), entries };
}
