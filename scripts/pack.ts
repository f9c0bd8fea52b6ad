// Before and after `npm pack`: builds, and gives the package a manifest without dependencies, because its bundles contain them.
//   node scripts/pack.ts before   builds, keeps package.json as .package.json.kept and replaces it
//   node scripts/pack.ts after    puts package.json back
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const manifest = fileURLToPath(new URL('../package.json', import.meta.url));
const kept = fileURLToPath(new URL('../.package.json.kept', import.meta.url));

/** The fields that a package of bundles must not have. Its scripts stay, so that `npm pack` can repair what an interrupted one left. */
const LEFT_OUT = ['dependencies', 'optionalDependencies', 'devDependencies', 'overrides', 'allowScripts'];

/** Returns the manifest of the package. */
function withoutDependencies(text: string): string {
  const fields = Object.entries(JSON.parse(text)).filter(([name]) => !LEFT_OUT.includes(name));
  return `${JSON.stringify(Object.fromEntries(fields), null, 2)}\n`;
}

/** Puts package.json back, unless it was changed meanwhile: then the one that was kept is old. */
function putBack(): void {
  if (!existsSync(kept)) return;
  const isReplaced = readFileSync(manifest, 'utf8') === withoutDependencies(readFileSync(kept, 'utf8'));
  if (isReplaced) renameSync(kept, manifest);
  else rmSync(kept);
}

// Also before: an earlier call may have been interrupted.
putBack();
if (process.argv[2] === 'before') {
  const { status } = spawnSync(process.execPath, [fileURLToPath(new URL('build.ts', import.meta.url))], {
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(1);
  const text = readFileSync(manifest, 'utf8');
  const packed = withoutDependencies(text);
  // To keep this one would lose the other.
  if (text === packed) {
    process.stderr.write('Another npm pack runs in this folder. Run it again when that has ended.\n');
    process.exit(1);
  }
  writeFileSync(kept, text);
  writeFileSync(manifest, packed);
}
