// Bundles `store-reader.ts` like a deployed function: FILE
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const [outfile] = process.argv.slice(2);
if (outfile === undefined) throw new Error('Which file?');
await build({
  entryPoints: [fileURLToPath(new URL('./store-reader.ts', import.meta.url))],
  outfile,
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'cjs',
  logLevel: 'warning',
});
