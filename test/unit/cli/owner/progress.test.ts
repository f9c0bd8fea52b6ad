import { Progress } from '../../../../cli/owner/progress.ts';
import { ManualClock } from '../../../support/manual-clock.ts';
import { testTerminal } from '../../../support/test-terminal.ts';

/** A call at a terminal, and everything on its screen; lines of progress are in brackets. */
function start() {
  const clock = new ManualClock();
  const screen: string[] = [];
  const terminal = testTerminal({ clock, answers: ['yes'], onLine: (line) => screen.push(line) });
  const progress = new Progress({ ...terminal, showProgress: (line) => void screen.push(`[${line}]`) });
  return { clock, screen, progress };
}

test('a wait of less than a second shows nothing', async () => {
  const { clock, screen, progress } = start();
  await clock.advance(900);
  progress.end();
  await clock.advance(5000);
  expect(screen).toEqual([]);
});

test('a longer wait counts its seconds, and leaves the screen before anything is printed', async () => {
  const { clock, screen, progress } = start();
  await clock.advance(2100);
  progress.terminal.print('done');
  progress.end();
  expect(screen).toEqual(['[Waiting for Sifely … 1 s]', '[Waiting for Sifely … 2 s]', '[]', 'done']);
});

test('nothing is shown while a question waits for its answer', async () => {
  const { clock, screen, progress } = start();
  let answer = (_: string) => {};
  const asking = new Progress({
    ...testTerminal({ clock }),
    showProgress: (line) => void screen.push(`[${line}]`),
    ask: () =>
      new Promise((resolve) => {
        answer = resolve;
      }),
  });
  const asked = asking.terminal.ask('Name: ');
  progress.end();
  await clock.advance(3500);
  answer('Anna');
  expect([await asked, screen]).toEqual(['Anna', []]);
  await clock.advance(1000);
  expect(screen).toEqual(['[Waiting for Sifely … 4 s]']);
  asking.end();
});
