import * as v from 'valibot';
import { createCompareAndSet } from '../accounts/documents/compare-and-set.ts';
import { createParsedDocuments } from '../accounts/documents/parsed-documents.ts';
import type { Clock } from '../clock.ts';
import type { LogFields, Logger } from '../logs/logger.ts';
import type { Store } from '../store/store.ts';
import { INTENTS } from './count-line.ts';
import type { LineListener } from './counting-logger.ts';
import { addDays, countAnswer, emptyDay, increase, type VitalsDay, vitalsDay } from './vitals.ts';

const DAY_MS = 24 * 3_600_000;
/** Counts are stored at most this often by each process. */
const PAUSE_MS = 60_000;
/** How long a day is kept: a year can be compared with the one before. */
const KEPT_DAYS = 400;

const collection = 'vitals';

/** Returns the UTC day of a time (ms since the epoch) as `YYYY-MM-DD`. */
export function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** Counts vitals by day from the lines of the log. */
export class VitalsCounter {
  readonly #days = new Map<string, VitalsDay>();
  /** The day that was counted last, by its number since the epoch: formatting a date costs more than counting. */
  #last: { readonly number: number; readonly day: VitalsDay } | undefined;

  /** Counts a line of this time, ms since the epoch. */
  count(message: string, fields: LogFields, at: number): void {
    if (message === 'intent') countIntent(this.#day(at), fields);
    else if (message === 'homegraph call') {
      const { method, outcome } = fields;
      // Google does not know the account: it was unlinked there. That is no failure of the call.
      const isTaken = outcome === 'ok' || outcome === 'not-found';
      increase(this.#day(at).calls, `${method} ${isTaken ? 'ok' : 'failed'}`);
    } else if (message === 'homegraph audit') {
      const { audited } = this.#day(at);
      // The second comparison is of locks that the first has counted.
      if (fields['suspects'] !== undefined) audited.compared += Number(fields['compared']);
      if (fields['differences'] !== undefined) audited.different += Number(fields['differences']);
    }
  }

  get isEmpty(): boolean {
    return this.#days.size === 0;
  }

  /** Returns what was counted since the last call, by day, and forgets it. */
  take(): Map<string, VitalsDay> {
    const taken = new Map(this.#days);
    this.#days.clear();
    this.#last = undefined;
    return taken;
  }

  /** Adds what could not be stored. */
  giveBack(day: string, counted: VitalsDay): void {
    this.#days.set(day, addDays(counted, this.#days.get(day) ?? emptyDay()));
    this.#last = undefined;
  }

  #day(at: number): VitalsDay {
    const number = Math.floor(at / DAY_MS);
    if (this.#last?.number === number) return this.#last.day;
    const name = dayOf(at);
    const day = this.#days.get(name) ?? emptyDay();
    this.#days.set(name, day);
    this.#last = { number, day };
    return day;
  }
}

function countIntent(day: VitalsDay, { intent, outcome, ms, results }: LogFields): void {
  const name = INTENTS.get(intent);
  if (name === undefined) increase(day.refused, REFUSALS.has(outcome) ? String(outcome) : 'invalid_request');
  else countAnswer(day, name, { ms: Number(ms), results: Object(results) });
}

const REFUSALS: ReadonlySet<unknown> = new Set(['invalid_token', 'unavailable', 'failed']);

/** Creates the listener that counts each line when it is written. */
export function countVitals(counter: VitalsCounter, clock: Clock): LineListener {
  return (message, fields) => counter.count(message, fields, clock.now());
}

/** The vitals in the store: one small document for each day, to which all processes add. */
export interface VitalsStore {
  /** Stores what a counter has, at most once a minute unless `isLast`. Never rejects: what cannot be stored is tried again. */
  flush(isLast?: boolean): Promise<void>;
}

/** Creates {@link VitalsStore}. */
export function createVitalsStore(deps: {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly counter: VitalsCounter;
}): VitalsStore {
  const { store, clock, logger, counter } = deps;
  const change = createCompareAndSet<VitalsDay>({
    store,
    collection,
    parsed: createParsedDocuments((data) => v.parse(vitalsDay, data)),
    times: () => ({ expireAt: clock.now() + KEPT_DAYS * DAY_MS }),
  });
  let flushedAt = Number.NEGATIVE_INFINITY;
  return {
    async flush(isLast = false) {
      const now = clock.now();
      if (counter.isEmpty || (!isLast && Math.abs(now - flushedAt) < PAUSE_MS)) return;
      flushedAt = now;
      for (const [day, counted] of counter.take()) {
        try {
          await change(day, (before) => addDays(before ?? emptyDay(), counted));
        } catch (error) {
          counter.giveBack(day, counted);
          logger.warn('could not store vitals', { error });
        }
      }
    },
  };
}

/** Returns the names of the last days, the newest last. `now` in ms since the epoch. */
export function lastDays(days: number, now: number): string[] {
  return Array.from({ length: days }, (_, index) => dayOf(now - (days - 1 - index) * DAY_MS));
}

/** Reads the vitals of the last days, the newest last; days without any are left out. `now` in ms since the epoch. */
export async function readVitals(
  store: Pick<Store, 'get'>,
  days: number,
  now: number,
): Promise<ReadonlyMap<string, VitalsDay>> {
  const names = lastDays(days, now);
  const documents = await store.get(names.map((id) => ({ collection, id })));
  return new Map(
    documents.flatMap((document) =>
      document === undefined ? [] : [[document.key.id, v.parse(vitalsDay, document.data)] as const],
    ),
  );
}
