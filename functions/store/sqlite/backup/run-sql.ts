import type { SQLOutputValue } from 'node:sqlite';
import { Worker } from 'node:worker_threads';
import { BUSY_TIMEOUT_MS } from '../busy.ts';

export interface SqlStatement {
  readonly sql: string;
  readonly values?: readonly (string | number)[];
}

export type SqlRow = Readonly<Record<string, SQLOutputValue>>;

/** As text, because the bundle of the server is one file. */
const PROGRAM = `
const { parentPort, workerData } = require('node:worker_threads');
const { DatabaseSync } = require('node:sqlite');
const { file, readOnly, timeout, statements } = workerData;
const database = new DatabaseSync(file, { readOnly, timeout });
try {
  parentPort.postMessage(statements.map(({ sql, values = [] }) => database.prepare(sql).all(...values)));
} finally {
  database.close();
}`;

/**
 * Runs statements on a database in a thread of their own, for those that take long: the server answers meanwhile. Resolves with
 * the rows of each. Rejects with SQLite's error.
 */
export function runSql(
  file: string,
  statements: readonly SqlStatement[],
  { readOnly }: { readonly readOnly: boolean },
): Promise<SqlRow[][]> {
  return new Promise((resolve, reject) => {
    const workerData = { file, readOnly, timeout: BUSY_TIMEOUT_MS, statements };
    const worker = new Worker(PROGRAM, { eval: true, workerData, execArgv: ['--no-warnings'], env: {} });
    let rows: SqlRow[][] | undefined;
    worker.on('message', (message: SqlRow[][]) => {
      rows = message;
    });
    worker.on('error', reject);
    // After the end the database is closed, and its file may be moved.
    worker.on('exit', () => {
      if (rows === undefined) reject(new Error('The thread of SQLite ended without a result'));
      else resolve(rows);
    });
  });
}
