import type { SqliteStatements } from './statements.ts';

/** Interval at which a write also deletes expired documents. */
const INTERVAL_MS = 60_000;
/** Maximum number of expired documents per sweep, so that the write it is part of stays fast. */
const BATCH = 200;

/** Deletes expired documents as part of a write instead of on a timer. */
export class Sweep {
  readonly #statements: SqliteStatements;
  #nextAt = 0;

  constructor(statements: SqliteStatements) {
    this.#statements = statements;
  }

  /** Call it in each transaction, with the present; true if an account expired. After a full batch the next write continues. */
  run(now: number): boolean {
    if (now < this.#nextAt) return false;
    const deleted = this.#statements.writes.sweep.all(now, BATCH);
    this.#nextAt = deleted.length === BATCH ? now : now + INTERVAL_MS;
    return deleted.some((row) => row['collection'] === 'accounts');
  }
}
