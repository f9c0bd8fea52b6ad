import { closeOwnerHomes, isChange, startOwnerHome } from './owner-home.ts';

/** Calls that make no sense, each with what its one line says. The person is signed in, and no terminal is there to ask at. */
const BAD: readonly (readonly [words: readonly string[], says: RegExp])[] = [
  // Nouns and verbs.
  [['lcks'], /no command "lcks"\. Did you mean "locks"\?/],
  [['🔒'], /no command "🔒"/],
  [['constructor'], /no command "constructor"/],
  [['locks'], /"locks" needs a verb: list, show/],
  [['locks', ''], /has no verb ""/],
  [['locks', 'lst'], /no verb "lst"\. Did you mean "list"\?/],
  [['locks', 'lokc'], /no verb "lokc"\. Did you mean "lock"\?/],
  [['lcoks'], /no command "lcoks"\. Did you mean "locks"\?/],
  [['locks', 'toString'], /no verb "toString"/],
  [['codes', 'x'.repeat(300)], /no verb "x{40}…"/],
  [['codes', 'add\u001b[31m'], /no verb/],
  // Options.
  [['locks', 'list', '--josn'], /Unknown option "--josn" \(Did you mean --json\?\)/],
  [['locks', 'list', '-x'], /Unknown option "-x"/],
  [['locks', 'list', '--json=1'], /--json/],
  [['locks', 'list', '--json', '--table'], /--json or --table, not both/],
  [['locks', 'list', '--server', 'https://x.example'], /Unknown option "--server"/],
  [['codes', 'add', 'front', '--code'], /^--code needs DIGITS: nothing follows it\./],
  [['codes', 'add', 'front', '--way', 'pigeon'], /Allowed choices are gateway, phone, when-awake/],
  [['codes', 'offline', 'shed', '--kind', 'weekly'], /Allowed choices are/],
  // Words.
  [['locks', 'list', 'front'], /Too many arguments/],
  [['locks', 'show', 'front', 'back'], /Too many arguments/],
  [['locks', 'show'], /needs a lock/],
  [['locks', 'show', ''], /LOCK is empty/],
  [['locks', 'show', '   '], /LOCK is empty/],
  [['locks', 'show', 'a'.repeat(101)], /LOCK is longer than 100 characters/],
  [['locks', 'show', 'front\ndoor'], /LOCK has control characters/],
  [['locks', 'show', 'attic'], /There is no lock "attic"\. There is: Front door \(532301\)/],
  [['locks', 'show', 'ga'], /"ga" may be Garage \(532303\), Garden shed \(532305\)/],
  [['locks', 'lock', 'g'], /may be Garage/],
  [['locks', 'unlock', 'fro'], /Unlock Front door\? There is no terminal to ask at: say --yes/],
  [['locks', 'state', '-5'], /no lock "-5"|Unknown option "-5"/],
  [['locks', 'state', '🚪'], /There is no lock "🚪"/],
  [['codes', 'remove', 'front'], /needs a code/],
  [['codes', 'remove', 'front', 'Nobody'], /There is no code "Nobody"/],
  [['codes', 'remove', 'front', 'Family'], /say --yes/],
  [['codes', 'retry', 'front', 'Family'], /not set from here/],
  [['keys', 'delete', 'front', 'nobody@example.com'], /There is no key "nobody@example\.com"/],
  [['keys', 'delete', 'front', 'guest@example.com'], /say --yes/],
  [['keys', 'roll'], /say --yes/],
  [['cards', 'remove', 'front', 'Blue card'], /say --yes/],
  [['cards', 'remove', 'back', 'Blue card'], /There is no card "Blue card"\. There are none/],
  [['gateways', 'show', 'attic'], /There is no gateway "attic"/],
  [['gateways', 'show'], /needs a gateway/],
  // Digits.
  [['codes', 'add', 'front', '--name', 'A', '--code', '123'], /4 to 9 digits/],
  [['codes', 'add', 'front', '--name', 'A', '--code', '1234567890'], /4 to 9 digits/],
  [['codes', 'add', 'front', '--name', 'A', '--code', '12ab56'], /4 to 9 digits/],
  [['codes', 'add', 'front', '--name', 'A', '--code', ''], /--code is empty/],
  [
    ['codes', 'add', 'front', '--name', 'A', '--code', '-482915'],
    /4 to 9 digits|needs DIGITS|Unknown option/,
  ],
  [['codes', 'add', 'front', '--name', 'A', '--code', '1111'], /too few different digits/],
  [['codes', 'add', 'front', '--name', 'A', '--code', '123456'], /counts up or down/],
  [['codes', 'add', 'front', '--name', 'A', '--code', '1984'], /year or a date/],
  [['codes', 'add', 'front', '--name', 'A', '--code', '472472'], /repeats a pattern/],
  [['codes', 'add', 'front', '--name', 'A', '--code', '4829', '--random'], /--code or --random, not both/],
  [['codes', 'add', 'front', '--name', 'A'], /no terminal to ask for the digits/],
  [['codes', 'add', 'front', '--code', '482915'], /needs a name/],
  [['codes', 'add', 'front', '--code', '482915', '--name', ''], /--name is empty/],
  [['codes', 'add', 'front', '--code', '482915', '--name', 'n'.repeat(51)], /--name is longer than 50/],
  [['codes', 'add', 'front', '--json', '--code', '482915'], /needs a name/],
  [['cards', 'add', 'front', '--number', 'ABCDEF'], /4 to 20 decimal digits/],
  [['cards', 'add', 'front', '--number', '1'.repeat(21)], /4 to 20 decimal digits/],
  [['cards', 'add', 'front'], /no terminal to ask for the number/],
  // Times.
  ...(
    [
      [['--from', 'tuesday 10:00'], /needs an end/],
      [['--until', 'soon'], /--until: "soon" is no time\. Say a time like/],
      [['--until', '2026-02-30'], /the calendar has no 2026-02-30/],
      [['--until', '2026-13-01T10:00'], /the calendar has no/],
      [['--until', '2026-12-24T25:00'], /the calendar has no/],
      [['--until', '31.12.2026'], /is no time/],
      [['--until', '2025-12-24'], /The end is in the past/],
      [['--from', '2025-12-24', '--for', '2 days'], /--from is in the past/],
      [['--from', 'friday 12:00', '--until', '2026-12-04T09:00'], /The end must be after the start/],
      [['--until', 'friday', '--for', '2 days'], /--until or --for, not both/],
      [['--for', '-3 hours'], /is no length of time|needs TIME/],
      [['--for', '0 hours'], /is no length of time/],
      [['--for', 'three hours'], /is no length of time/],
      [['--until', 'in 99999 weeks'], /more than 20 years away/],
      [['--until', ''], /--until is empty/],
      [['--until', 'friday', '--zone', 'Atlantis/Capital'], /no time zone "Atlantis\/Capital"/],
    ] as const
  ).map(
    ([options, says]) =>
      [['codes', 'add', 'front', '--name', 'A', '--code', '482915', ...options], says] as const,
  ),
  [['codes', 'change', 'front', 'Family'], /needs something to change/],
  [['codes', 'change', 'front', 'Family', '--always', '--until', 'friday'], /--always or a period/],
  [['codes', 'offline', 'shed', '--kind', 'period'], /needs a period/],
  [['codes', 'offline', 'shed', '--kind', 'one-time', '--until', 'friday'], /takes no period/],
  [
    ['codes', 'offline', 'shed', '--kind', 'period', '--from', 'friday 9:30', '--for', '2 hours'],
    /full hour/,
  ],
  [['keys', 'send', 'front'], /needs RECEIVER/],
  [['keys', 'send', 'front', 'anna'], /neither an e-mail address nor a phone number/],
  [['keys', 'send', 'front', 'anna@example.com'], /say --yes/],
  [['keys', 'send', 'front', 'anna@example.com', '--once', '--until', 'friday'], /--once or a period/],
  [['cards', 'change', 'front', 'Blue card'], /needs a period/],
  [['keys', 'change', 'front', 'guest@example.com'], /needs a period/],
  [['keys', 'change', 'front', 'guest@example.com', '--always', '--for', '1 day'], /--always or a period/],
  [['locks', 'set', 'front'], /needs something to change/],
  [['locks', 'set', 'front', '--auto-lock', '901'], /--auto-lock needs a whole number from 0 to 900/],
  [['locks', 'set', 'front', '--auto-lock', 'soon'], /--auto-lock needs a whole number/],
  [['locks', 'set', 'front', '--passage', 'maybe'], /Allowed choices are on, off/],
  [['locks', 'set', 'front', '--auto-lock', '0'], /never locks itself\? .*say --yes/],
  [['records', 'list', 'front', '--days', '-1'], /--days/],
  [['records', 'list', 'front', '--days', '1.5'], /--days needs a whole number from 1 to 190/],
  [['records', 'list', 'front', '--days', '4000'], /--days needs a whole number/],
  [['records', 'list', 'front', '--limit', 'many'], /--limit needs a whole number/],
  [['records', 'list', 'front', '--since', 'friday', '--days', '3'], /--since or --days/],
  [['records', 'list', 'front', '--since', 'tomorrow'], /--since is in the future/],
  [['records', 'export', 'front'], /needs FILE/],
  [['records', 'export', 'front', 'november.xls'], /\.csv or \.json/],
  [['records', 'export', 'front', 'no/such/november.csv'], /There is no folder .*no\/such\.$/],
  [['guests', 'add'], /needs NAME/],
  [['guests', 'add', 'Anna'], /needs a door: say --door/],
  [['guests', 'add', 'Anna', '--door', 'attic'], /There is no lock "attic"/],
  [['guests', 'add', 'Anna', '--door', 'front', '--by', 'magic'], /Allowed choices are code, ekey, both/],
  [['guests', 'add', 'Anna', '--door', 'front', '--by', 'ekey'], /Give its e-mail address/],
  [['guests', 'add', 'Anna', '--door', 'front', '--days', 'monday'], /need --days and --hours/],
  [
    ['guests', 'add', 'Anna', '--door', 'front', '--days', 'monday', '--hours', '9:30-12'],
    /need --days and --hours/,
  ],
  [['guests', 'add', 'Anna', '--door', 'front', '--days', 'monday', '--hours', '17-9'], /whole hours/],
  [['guests', 'change', 'Nobody', '--always'], /There is no guest "Nobody"/],
  [['guests', 'change'], /needs something to change: --name, --also/],
  [['guests', 'change', 'Anna', '--always', '--until', 'friday'], /--always or when the guest may come/],
  [['guests', 'change', 'Anna', '--by', 'magic'], /Allowed choices are code, ekey, both/],
  [['guests', 'change', 'Anna', '--door', 'front'], /Unknown option "--door"/],
  [['guests', 'retry', 'Nobody'], /There is no guest "Nobody"/],
  [['guests', 'retry'], /There is no guest to choose/],
  [['guests', 'remove', 'Nobody'], /There is no guest "Nobody"\. There are none/],
  // The raw way out.
  [['api'], /needs CALL/],
  [['api', 'lock'], /no path of the API/],
  [['api', '../../etc/passwd'], /no path of the API/],
  [['api', '/system/smart/login', 'password=x'], /no path of the API/],
  [['api', 'client/rolltoken'], /"login"|keys roll/],
  [['api', 'lock/detail', 'lockId'], /NAME=VALUE/],
  [['api', 'lock/detail', 'lockId=1', 'lockId=2'], /given twice/],
  [['api', 'lock/detail', 'accessToken=x'], /does not belong/],
  [['api', 'lock/detail', '--get', '--post'], /--get or --post/],
  [['api', 'lock/rename', 'lockId=532301'], /may change something.*say --yes/],
  // Signing in, and completion.
  [['login'], /say --user/],
  [['login', '--user', ''], /--user is empty/],
  [['login', '--user', 'a@example.com'], /needs the password/],
  [['login', '--api-key'], /needs the key/],
  [['login', '--api-key', '--client-id', 'x'], /--api-key or --client-id/],
  [['login', '--server', 'ftp://example.com'], /--server must begin with https/],
  [['login', '--server', 'http://example.com'], /--server must begin with https/],
  [['login', '--server', 'https://example.com/path'], /--server must not have a path/],
  [['login', '--server', 'sifely'], /--server must be an address/],
  [['logout', 'now'], /Too many arguments/],
  [['completion'], /needs SHELL/],
  [['completion', 'powershell'], /none of bash, zsh, fish/],
];

let home: Awaited<ReturnType<typeof startOwnerHome>>;

beforeAll(async () => {
  home = await startOwnerHome();
  expect((await home.signIn()).code).toBe(0);
});
afterAll(closeOwnerHomes);

test('there are at least sixty kinds of bad input', () => {
  expect(BAD.length).toBeGreaterThanOrEqual(60);
});

test.each(BAD)('%j is refused with one clear line and the exit code 2', async (words, says) => {
  const before = home.sifely.calls.filter(({ endpoint }) => isChange(endpoint)).length;
  const { code, printed, notes } = await home.call(words);
  expect({ code, printed, lines: notes.split('\n').length }).toEqual({ code: 2, printed: '', lines: 1 });
  expect(notes).toMatch(says);
  expect(notes).toMatch(/^\S.*[.?]$|--help$/);
  expect(notes).not.toContain('\u001b');
  expect(home.sifely.calls.filter(({ endpoint }) => isChange(endpoint))).toHaveLength(before);
});

test('an API key that is none is refused, and not printed', async () => {
  const { code, notes } = await home.call(['login', '--api-key'], { input: 'not-a-key-4711\n' });
  expect([code, notes]).toEqual([2, 'That is no API key: it begins with "sk-".']);
});
