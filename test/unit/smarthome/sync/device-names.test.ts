import { spokenNames } from '../../../../functions/smarthome/sync/device-names.ts';

const names = (...locks: Parameters<typeof spokenNames>[0]) => spokenNames(locks).map(({ name }) => name);
const named = (name: string, groupName?: string) => ({
  name,
  ...(groupName !== undefined && { groupName }),
});

test('a name has at most sixty code points, and is never cut within one', () => {
  const [name] = names(named(`${'𝒜'.repeat(70)}`));
  expect([...(name ?? '')]).toEqual(Array(60).fill('𝒜'));
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

test('the name that the owner chose is the one that Google gets', () => {
  const [spoken] = spokenNames([
    { name: 'M302 lock', voice: { name: ' Back  door ', nicknames: ['Garden door'] } },
  ]);
  expect(spoken).toEqual({ name: 'Back door', nicknames: ['Garden door', 'Back door lock'] });
});

test('a name that one owner chose stays, and its namesake gets a number', () => {
  expect(names(named('Front door'), { name: 'M302', voice: { name: 'front door' } })).toEqual([
    'Front door 2',
    'front door',
  ]);
  expect(
    names({ name: 'A', voice: { name: 'Door' } }, { name: 'B', voice: { name: 'Door' } }, named('Door')),
  ).toEqual(['Door', 'Door 2', 'Door 3']);
});

test('a nickname belongs to one lock, and to none if another lock has it as its name', () => {
  const spoken = spokenNames([
    { name: 'Front door', voice: { nicknames: ['Main door', 'Garage', '🔐'] } },
    { name: 'Back door', voice: { nicknames: ['main door', 'front door lock'] } },
    { name: 'Garage' },
  ]);
  expect(spoken.map(({ nicknames }) => nicknames)).toEqual([
    ['Main door'],
    ['front door lock', 'Back door lock'],
    ['Garage lock'],
  ]);
});
