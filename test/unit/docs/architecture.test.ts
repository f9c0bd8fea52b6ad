import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../../..');

test('the picture of the architecture holds every folder of functions/ and of simulators/', () => {
  const [, picture = ''] = readFileSync(join(ROOT, 'docs/architecture.md'), 'utf8').split('```');
  const folders = ['functions', 'simulators'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name),
  );
  expect(folders.length).toBeGreaterThan(15);
  expect(folders.filter((name) => !picture.includes(`${name}/`))).toEqual([]);
});
