// Before and after `npm pack`: builds, and gives the package a manifest without dependencies, because its bundles contain them.
//   node scripts/pack.ts before   builds, keeps package.json as .package.json.kept and replaces it
//   node scripts/pack.ts after    puts package.json back
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const manifest = fileURLToPath(new URL('../package.json', import.meta.url));
const kept = fileURLToPath(new URL('../.package.json.kept', import.meta.url));

/** The fields that a package of bundles needs. */
const FIELDS = ['name', 'version', 'private', 'description', 'license', 'type', 'bin', 'files', 'engines'];

function putBack(): void {
  if (existsSync(kept)) renameSync(kept, manifest);
}

// Also before: an earlier call may have been interrupted.
putBack();
if (process.argv[2] === 'before') {
  const { status } = spawnSync(process.execPath, [fileURLToPath(new URL('build.ts', import.meta.url))], {
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(1);
  const text = readFileSync(manifest, 'utf8');
  const fields = Object.entries(JSON.parse(text)).filter(([name]) => FIELDS.includes(name));
  writeFileSync(kept, text);
  writeFileSync(manifest, `${JSON.stringify(Object.fromEntries(fields), null, 2)}\n`);
}
