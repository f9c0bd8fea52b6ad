import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ROOT, STOCK } from '../contestants.ts';
import type { Figure, Findings } from '../figures.ts';
import type { Stage } from '../stage.ts';

/** Measures the size of a deployment. */
export async function measureSize(stage: Stage): Promise<Findings> {
  const row = 'Size';
  const figures: Figure[] = ['dist/index.cjs', 'lib/server.cjs'].map((file) => {
    const bundle = readFileSync(join(ROOT, file));
    return { row, what: file, value: `${kib(bundle.length)}, ${kib(gzipSync(bundle).length)} compressed` };
  });
  const folder = join(stage.folder, 'production');
  mkdirSync(folder, { recursive: true });
  for (const file of ['package.json', 'package-lock.json'])
    copyFileSync(join(ROOT, 'dist', file), join(folder, file));
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'];
  execFileSync('npm', ['ci', '--omit=dev', ...quiet], { cwd: folder, stdio: 'ignore' });
  for (const [what, where] of [
    ['production node_modules', folder],
    ['node_modules of the stock way', STOCK],
  ] as const) {
    const { bytes, files } = weigh(join(where, 'node_modules'));
    figures.push({ row, what, value: `${(bytes / 2 ** 20).toFixed(1)} MiB in ${files} files` });
  }
  return { figures, verdicts: [] };
}

function kib(bytes: number): string {
  return `${Math.round(bytes / 1024)} KiB`;
}

function weigh(folder: string): { bytes: number; files: number } {
  let bytes = 0;
  let files = 0;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    bytes += statSync(join(entry.parentPath, entry.name)).size;
    files += 1;
  }
  return { bytes, files };
}
