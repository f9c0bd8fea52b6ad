import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { DEMO_KEY_ID } from '../config/encryption-keys.ts';
import type { Random } from '../random.ts';

const schema = v.object({ encryptionKeys: v.string(), googleClientSecret: v.string() });

type DemoSecrets = v.InferOutput<typeof schema>;

/** Reads the demo's secrets, or creates them at the first start: links survive a restart. Only the file's owner can read them. */
export function demoSecrets(folder: string, random: Random): DemoSecrets {
  const file = join(folder, 'demo-secrets.json');
  const saved = readIfThere(file);
  if (saved !== undefined) return v.parse(schema, JSON.parse(saved));
  const fresh: DemoSecrets = {
    encryptionKeys: `${DEMO_KEY_ID}:${random.bytes(32).toString('base64')}`,
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
