import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Adds up the checked answers, and fails a run of all files when an intent was never checked: a green run must prove something. Jest
 * passes the names of files that the run is limited to.
 */
export default function afterAllFiles({ nonFlagArgs }: { readonly nonFlagArgs: readonly string[] }): void {
  const folder = process.env['GOOGLE_SCHEMAS_COUNTS'] ?? '';
  const sum: Record<string, number> = { SYNC: 0, QUERY: 0, EXECUTE: 0, DISCONNECT: 0 };
  for (const file of readdirSync(folder)) {
    const counts: Record<string, number> = JSON.parse(readFileSync(join(folder, file), 'utf8'));
    for (const [intent, count] of Object.entries(counts)) sum[intent] = (sum[intent] ?? 0) + count;
  }
  rmSync(folder, { recursive: true });
  const counted = Object.entries(sum).map(([intent, count]) => `${count} ${intent}`);
  process.stderr.write(`Checked against Google's schemas: ${counted.join(', ')}\n`);
  if (nonFlagArgs.length > 0) return;
  const unchecked = Object.keys(sum).filter((intent) => sum[intent] === 0);
  if (unchecked.length > 0) {
    throw new Error(
      `No answer of ${unchecked.join(', ')} was checked against Google's schemas: this run proves nothing`,
    );
  }
}
