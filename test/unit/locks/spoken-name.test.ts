import { speakable } from '../../../functions/locks/spoken-name.ts';

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

test('a name is not cut within a flag or a joined emoji', () => {
  const flag = '🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}';
  expect(speakable(`${'x'.repeat(55)}${flag}`)).toBe('x'.repeat(55));
  expect(speakable(`${'x'.repeat(53)}${flag}y`)).toBe(`${'x'.repeat(53)}${flag}`);
  expect(speakable(`${'x'.repeat(57)}👩🏽‍🚒`)).toBe('x'.repeat(57));
});
