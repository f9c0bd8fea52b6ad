import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import type { Random } from '../random.ts';

const schema = v.object({ encryptionKeys: v.string(), googleClientSecret: v.string() });

/** What a real installation would have in its configuration. */
type DemoSecrets = v.InferOutput<typeof schema>;

/**
 * The secrets of the demo in a folder: made up at the first start, kept for the next, so that links survive. Readable by
 * the owner only.
 */
export function demoSecrets(folder: string, random: Random): DemoSecrets {
  const file = join(folder, 'demo-secrets.json');
  const kept = readIfThere(file);
  if (kept !== undefined) return v.parse(schema, JSON.parse(kept));
  const fresh: DemoSecrets = {
    encryptionKeys: `demo:${random.bytes(32).toString('base64')}`,
    googleClientSecret: random.bytes(24).toString('base64url'),
  };
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(`${file}.new`, `${JSON.stringify(fresh, undefined, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return fresh;
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (Object(error).code === 'ENOENT') return undefined;
    throw error;
  }
}
