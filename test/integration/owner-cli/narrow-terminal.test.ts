import { COMMANDS } from '../../../cli/commands.ts';
import { closeOwnerHomes, startOwnerHome } from './owner-home.ts';

afterEach(closeOwnerHomes);

/** Returns lines that are wider than a terminal, without those of a call or one long word: they are there to be copied. */
const tooWide = (text: string, columns: number) =>
  text.split('\n').filter((line) => line.length > columns && !/^ +\S+$|sifely-google-home /.test(line));

test.each([50, 80])('no help is wider than a terminal of %d columns', async (columns) => {
  const { call } = await startOwnerHome();
  const helps = [[], ...Object.keys(COMMANDS).map((name) => [name, '--help']), ['codes', 'add', '--help']];
  for (const words of helps) {
    const { code, printed } = await call(words, { columns });
    expect([words, code, tooWide(printed, columns)]).toEqual([words, 0, []]);
  }
});

test('a table that is wider than the terminal becomes a block for each row', async () => {
  const { call, signIn } = await startOwnerHome();
  await signIn();
  const wide = await call(['locks', 'list'], { columns: 80 });
  expect(wide.printed.split('\n')[1]).toMatch(/^532301 +Front door +Entrance +85 % +gateway +owner$/);
  const { printed } = await call(['locks', 'list'], { columns: 50 });
  expect(printed.split('\n').slice(0, 8)).toEqual([
    'ID:          532301',
    'NAME:        Front door',
    'GROUP:       Entrance',
    'BATTERY:     85 %',
    'CONNECTION:  gateway',
    'YOURS:       owner',
    '',
    'ID:          532302',
  ]);
  const gateways = await call(['gateways', 'list'], { columns: 40 });
  expect(gateways.printed).toContain(
    'LOCKS:   Back door (strong, -62 dBm),\n         Front door (strong, -62 dBm)',
  );
});
