// Unpacks the Chromium of @sparticuz/chromium into the folder given as argument, once. A process of its own, because the
// package is an ES module, which Jest does not load, and unpacks into the folder for temporary files.
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [, , target] = process.argv;
if (!existsSync(target)) {
  const draft = `${target}.${process.pid}`;
  mkdirSync(draft, { recursive: true });
  process.env.TMPDIR = draft;
  const { inflate } = await import('@sparticuz/chromium');
  const archives = join(dirname(fileURLToPath(import.meta.resolve('@sparticuz/chromium'))), '..', 'bin');
  const names = ['chromium.br', 'fonts.tar.br', 'swiftshader.tar.br', 'al2023.tar.br'];
  await Promise.all(names.map((name) => inflate(join(archives, name))));
  try {
    // Another process may have been faster; its folder is as good as ours.
    renameSync(draft, target);
  } catch (error) {
    if (!existsSync(target)) throw error;
    rmSync(draft, { recursive: true });
  }
}

// The package's own configuration looks for fonts in folders of AWS Lambda only; where none are, no text is visible.
const escaped = target.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const configuration = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${escaped}/fonts/fonts</dir>
  <cachedir>${escaped}/fonts-cache</cachedir>
</fontconfig>
`;
const file = join(target, 'fonts', 'fonts.conf');
writeFileSync(`${file}.${process.pid}`, configuration);
renameSync(`${file}.${process.pid}`, file);
