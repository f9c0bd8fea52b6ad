import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';

/** Writes a section of `docs/security-figures.md`, between its marks. */
export function writeSection(root: string, name: 'fuzz' | 'chaos', text: string): void {
  const file = join(root, 'docs/security-figures.md');
  const before = readFileSync(file, 'utf8');
  const [first] = cpus();
  const machine = `Measured ${new Date().toISOString().slice(0, 10)} on ${cpus().length} cores of ${first?.model ?? 'an unknown processor'}, Node ${process.versions.node}.`;
  const marks = new RegExp(`(<!-- ${name} -->\n)[\\s\\S]*?(\n<!-- end of ${name} -->)`);
  if (!marks.test(before)) throw new Error(`no place for ${name} in ${file}`);
  writeFileSync(
    file,
    before.replace(marks, (_, begin: string, end: string) => `${begin}${text}\n\n${machine}${end}`),
  );
}
