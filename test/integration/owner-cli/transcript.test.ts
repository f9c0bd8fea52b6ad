import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { closeOwnerHomes } from './owner-home.ts';
import { playScript, SCRIPT } from './script.ts';

const FILE = join(__dirname, 'transcript.txt');

afterEach(closeOwnerHomes);

test('forty calls against the demo print what they printed before', async () => {
  expect(SCRIPT.filter((step) => !('do' in step)).length).toBeGreaterThanOrEqual(40);
  const played = await playScript();
  if (process.env['UPDATE_TRANSCRIPT'] === '1') writeFileSync(FILE, played);
  expect(played).toBe(readFileSync(FILE, 'utf8'));
}, 60_000);
