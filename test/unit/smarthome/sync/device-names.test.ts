import { speakable, spokenNames } from '../../../../functions/smarthome/sync/device-names.ts';

const names = (...locks: Parameters<typeof spokenNames>[0]) => spokenNames(locks).map(({ name }) => name);
const named = (name: string, groupName?: string) => ({
  name,
  ...(groupName !== undefined && { groupName }),
});

test.each([
  ['  Front \t door\n', 'Front door'],
  ['Front_door', 'Front door'],
  ['Front\u0000\u200bdoor', 'Front door'],
  ['Türe', 'Türe'],
  ['前门', '前门'],
  ['🔐🔐', ''],
  ['نیم\u200cدر', 'نیم\u200cدر'],
  ['نیم\u00ad\u200cدر', 'نیم\u200cدر'],
  ['ക\u200d\u200cഷ', 'ക\u200d\u200cഷ'],
  ['क्\u200dष', 'क्\u200dष'],
  ['ശ്രീ\u200d\u200c', 'ശ്രീ'],
  ['\u200dFront\u200c door\u200d', 'Front door'],
  ['Haus\u00adtür', 'Haustür'],
  ['Caf\u00ade\u0301', 'Café'],
  ['\u202bدر\u202c ورودی\u200f', 'در ورودی'],
  ['Front\u2060door\ufeff', 'Frontdoor'],
  [
    'Door 🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}',
    'Door 🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}',
  ],
  ['Door\u{e0067}\u{e007f}', 'Door'],
  ['Door 🏳️‍🌈 👩🏽‍🚒', 'Door 🏳️‍🌈 👩🏽‍🚒'],
  ['Door 🇩🇪', 'Door 🇩🇪'],
  ['\u3164\u115f\uffa0', ''],
  ['Door\u3164', 'Door'],
  ['Fro\u034fnt door\ufe0f', 'Front door'],
  ['Door ❤\ufe0f 1\ufe0f\u20e3', 'Door ❤\ufe0f 1\ufe0f\u20e3'],
  ['葛\u{e0100}城', '葛\u{e0100}城'],
  ['--', ''],
])('%j is spoken as %j', (text, spoken) => {
  expect(speakable(text)).toBe(spoken);
});

test('a name has at most sixty code points, and is never cut within one', () => {
  const [name] = names(named(`${'𝒜'.repeat(70)}`));
  expect([...(name ?? '')]).toEqual(Array(60).fill('𝒜'));
});

test('a name is not cut within a flag or a joined emoji', () => {
  const flag = '🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}';
  expect(speakable(`${'x'.repeat(55)}${flag}`)).toBe('x'.repeat(55));
  expect(speakable(`${'x'.repeat(53)}${flag}y`)).toBe(`${'x'.repeat(53)}${flag}`);
  expect(speakable(`${'x'.repeat(57)}👩🏽‍🚒`)).toBe('x'.repeat(57));
});

test('names that differ only by a joiner are told apart by a number', () => {
  expect(names(named('نیم\u200cدر'), named('نیمدر'))).toEqual(['نیم\u200cدر', 'نیمدر 2']);
});

test.each([
  ['a filler of Hangul', 'Door\u3164'],
  ['a variant of a letter', 'Door\ufe0f'],
  ['a joiner of graphemes', 'Do\u034for'],
  ['full-width letters', 'Ｄｏｏｒ'],
])('names that sound the same in spite of %s are told apart by a number', (_, name) => {
  expect(names(named('Door'), named(name)).at(1)).toMatch(/ 2$/);
});

test('names that differ only in how a letter is written large are told apart by a number', () => {
  expect(names(named('Straße'), named('STRASSE'))).toEqual(['Straße', 'STRASSE 2']);
});

test('a lock whose name cannot be spoken is called Lock', () => {
  expect(names(named('🔐'), named('!!!'), named('\u3164'))).toEqual(['Lock', 'Lock 2', 'Lock 3']);
});

test('locks of one name are distinguished by their groups', () => {
  expect(
    names(named('Front door', 'Cottage'), named('front  door', 'Villa'), named('Garage', 'Villa')),
  ).toEqual(['Front door Cottage', 'front door Villa', 'Garage']);
});

test('locks of one name and group are distinguished by a number that no other lock has', () => {
  expect(names(named('Door', 'A'), named('Door', 'A'), named('Door 2', 'A'), named('Door', 'A'))).toEqual([
    'Door',
    'Door 3',
    'Door 2',
    'Door 4',
  ]);
});

test('however many locks share a long name, each has its own of at most sixty code points', () => {
  const many = names(
    ...Array.from({ length: 500 }, (_, index) => named('x'.repeat(80), index % 2 ? 'y'.repeat(80) : 'z')),
  );
  expect(new Set(many.map((name) => name.toLowerCase())).size).toBe(500);
  expect(Math.max(...many.map((name) => [...name].length))).toBeLessThanOrEqual(60);
});

test('a lock answers to its name with and without "lock", unless another one has that name', () => {
  expect(spokenNames([named('Front door'), named('Garage lock'), named('Shed'), named('Shed lock')])).toEqual(
    [
      { name: 'Front door', nicknames: ['Front door lock'] },
      { name: 'Garage lock', nicknames: ['Garage'] },
      { name: 'Shed', nicknames: [] },
      { name: 'Shed lock', nicknames: [] },
    ],
  );
});
