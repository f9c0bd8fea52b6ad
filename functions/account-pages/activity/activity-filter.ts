import type { ActivityEntry, ActivityEvent } from '../../activity/activity-entry.ts';
import { PATHS } from '../paths.ts';

/** The kinds of events that a reader may choose. */
export const KINDS = ['unlocked', 'locked', 'refused', 'door', 'other'] as const;

type Kind = (typeof KINDS)[number];

const KIND_OF: Readonly<Record<ActivityEvent, Kind>> = {
  unlocked: 'unlocked',
  used: 'unlocked',
  locked: 'locked',
  refused: 'refused',
  'locked-out': 'refused',
  failed: 'refused',
  'door-opened': 'door',
  'door-closed': 'door',
  'door-left-open': 'door',
  tampered: 'other',
  forced: 'other',
  'credential-changed': 'other',
  other: 'other',
};

/** A place in the activity: after `shown` entries of the time `at` (ms since the epoch) and all newer ones. */
interface Place {
  readonly at: number;
  readonly shown: number;
}

/** The part of the activity that a reader wants to see. */
export interface ActivityFilter {
  /** The id of a lock. */
  readonly door?: string;
  readonly kind?: Kind;
  /** The end of the page before; absent for the newest. */
  readonly after?: Place;
}

const PLACE = /^(\d{1,16})-(\d{1,6})$/;

/** Reads the filter in the query of the page; anything else shows the newest of everything. */
export function readActivityFilter(
  query: Readonly<Record<string, unknown>>,
  doors: readonly string[],
): ActivityFilter {
  const { door, kind, after } = query;
  const place = typeof after === 'string' ? PLACE.exec(after) : null;
  const knownDoor = doors.find((id) => id === door);
  const knownKind = KINDS.find((each) => each === kind);
  return {
    ...(knownDoor !== undefined && { door: knownDoor }),
    ...(knownKind !== undefined && { kind: knownKind }),
    ...(place !== null && { after: { at: Number(place[1]), shown: Number(place[2]) } }),
  };
}

/** Returns the address of the page with a filter. */
export function activityAddress({ door, kind, after }: ActivityFilter): string {
  const query = new URLSearchParams({
    ...(door !== undefined && { door }),
    ...(kind !== undefined && { kind }),
    ...(after !== undefined && { after: `${after.at}-${after.shown}` }),
  });
  return query.size === 0 ? PATHS.activity : `${PATHS.activity}?${query}`;
}

/** Entries of a page, newest first, and where the next page begins. */
export interface EntryPage {
  readonly entries: readonly ActivityEntry[];
  /** Absent on the last page. */
  readonly next?: Place;
}

/** Reads a page of entries that are younger than `since` (ms since the epoch), of at most `size`. */
export async function readEntries(
  feed: AsyncIterable<ActivityEntry>,
  { door, kind, after }: ActivityFilter,
  { since, size }: { readonly since: number; readonly size: number },
): Promise<EntryPage> {
  const entries: ActivityEntry[] = [];
  let last: Place | undefined;
  let skipped = 0;
  for await (const entry of feed) {
    const { at, lockId, event } = entry;
    if (at <= since) break;
    if ((door !== undefined && lockId !== door) || (kind !== undefined && KIND_OF[event] !== kind)) continue;
    if (after !== undefined && at > after.at) continue;
    if (after !== undefined && at === after.at && skipped < after.shown) {
      skipped += 1;
      continue;
    }
    if (entries.length === size) return { entries, ...(last && { next: last }) };
    entries.push(entry);
    const before = last?.at === at ? last.shown : at === after?.at ? skipped : 0;
    last = { at, shown: before + 1 };
  }
  return { entries };
}
