import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../../..');
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

test('every alert stands with the name that an operator gets in the table of the operating guide', () => {
  const [, table = ''] = read('docs/operate.md').split('## Alerts\n');
  const named = [...read('deploy/prometheus/alerts.yaml').matchAll(/- alert: (\w+)/g)].map(
    ([, name]) => `\`${name}\``,
  );
  const files = globSync('deploy/monitoring/alerts/*.json', { cwd: ROOT });
  const titled = files.map((file) => `*${JSON.parse(read(file)).displayName}*`);
  expect(named.length).toBeGreaterThan(15);
  expect(titled.length).toBeGreaterThan(10);
  const alerts = table.slice(0, table.indexOf('\n## '));
  expect([...named, ...titled].filter((name) => !alerts.includes(name))).toEqual([]);
});
