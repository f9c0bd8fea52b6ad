import { definitionLines, fittedProse } from '../../../cli/fitted-text.ts';

test('prose is broken at spaces, and lines that follow each other are one paragraph', () => {
  expect(fittedProse(['One paragraph that is', 'written on two lines.'], 34)).toEqual([
    'One paragraph that is written on',
    'two lines.',
  ]);
});

test('a numbered line goes on below its text, and an address in it stays whole', () => {
  expect(
    fittedProse(['  1. Open this page first: https://console.example.com/projects/new', '  2. Go on.'], 34),
  ).toEqual(['  1. Open this page first:', '     https://console.example.com/projects/new', '  2. Go on.']);
});

test('a call that is there to be copied stays on one line', () => {
  const call = '    gcloud services enable homegraph.googleapis.com --project my-home';
  expect(fittedProse(['The same with gcloud:', call, 'Then go on.'], 34)).toEqual([
    'The same with gcloud:',
    call,
    'Then go on.',
  ]);
});

test('a line that ends a sentence ends its paragraph', () => {
  expect(
    fittedProse(['/srv/.env (new file, mode 0600):', '/srv/icon.png (new file)', 'Then go on.'], 60),
  ).toEqual(['/srv/.env (new file, mode 0600):', '/srv/icon.png (new file)', 'Then go on.']);
});

test('without a width prose stays as it is', () => {
  expect(fittedProse(['One.', 'Two.'])).toEqual(['One.', 'Two.']);
});

test('a meaning goes on below itself', () => {
  expect(
    definitionLines(
      [
        ['list', 'all accounts, those with troubles first'],
        ['show WHO', 'one account'],
      ],
      34,
    ),
  ).toEqual([
    '  list      all accounts, those',
    '            with troubles first',
    '  show WHO  one account',
  ]);
});
