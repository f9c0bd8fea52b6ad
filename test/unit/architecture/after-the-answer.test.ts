import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../support/program.ts';

/** The users of `Background`, and why each loses nothing when its instance stands still after an answer. */
const BACKGROUND: Readonly<Record<string, string>> = {
  'functions/app.ts': 'waits for it at the end of the process',
  'functions/locks/background.ts': 'is it',
  'functions/locks/lock-work.ts': 'makes it',
  'functions/locks/lock-reader.ts': 'a reading: its caller waits for it, or has stored a job',
  'functions/locks/commands/command-runner.ts': 'a command in flight: the job `command` owns what follows',
  'functions/smarthome/execute/run-commands.ts': 'commands in flight: the job `command`',
  'functions/smarthome/execute/store-progress.ts':
    'how commands ended: awaited until the answer, then the job `command`',
  'functions/smarthome/execute/authorize-in-time.ts': 'marks that came too late: nothing was sent for them',
  'functions/smarthome/execute/execute.ts': 'unlocks whose caller is gone: awaited',
  'functions/smarthome/query/read-locks.ts': 'readings under way: the job `observe`',
  'functions/smarthome/query/store-readings.ts':
    'awaited until the answer; the next QUERY or poll reads again',
  'functions/smarthome/query/learn-gateways.ts': 'the next QUERY, SYNC or poll learns them',
  'functions/smarthome/query/list-first.ts':
    'awaited until readings begin; the poll that is enqueued lists again',
  'functions/smarthome/sync/sync.ts': 'awaited until the answer; the next SYNC or poll',
  'functions/smarthome/resume-reporting.ts': 'awaited until the answer; the next intent or poll',
};

/** The promises that nothing waits for, beside those that `Background` tracks. */
const UNOWNED: Readonly<Record<string, string>> = {
  'functions/alerts/deliver.ts': 'a timer',
  'functions/accounts/documents/compare-and-set.ts': 'each queued change has a promise of its own',
  'functions/jobs/cloud-tasks.ts': 'closes a connection that was given up',
  'functions/jobs/local/wake-timer.ts': 'a timer that reads the store for due jobs',
  'functions/jobs/local/watch-others.ts': 'a timer that looks for writes of other processes',
  'functions/locks/commands/command-runner.ts': 'forgets a command in memory',
  'functions/reporting/call-gate.ts': 'a timer that lets waiting calls of jobs begin',
  'functions/refuse-wrong-keys.ts': 'a read that begins before the answer; the next request waits for it',
  'functions/metrics/store-vitals.ts': 'counts of a minute, which are in the log, too',
  'functions/server.ts': 'the start and the end of the process',
  'functions/sifely/http/call-limiter.ts': 'a timer that lets waiting calls begin',
  'functions/smarthome/deadline.ts': 'a timer',
  'functions/smarthome/execute/execute.ts': 'lets the records of commands go on',
  'functions/store/sqlite/erasure.ts':
    'a timer; SQLite itself empties its log when the process ends, or starts again',
};

/** Work that begins in a later turn of the event loop, which may be after the answer. */
const DEFERRED: Readonly<Record<string, string>> = {
  'functions/clock.ts': 'the timers of all',
  'functions/http/accept-waits.ts': 'sees whether a turn had a new connection',
  'functions/http/caller.ts': 'reads what has arrived from the caller, before an unlock',
  'functions/http/intake.ts': 'lets requests in whose callers wait for an answer',
  'functions/http/peer-certificate.ts': 'gives a connection of doctor up',
  'functions/http/request-load.ts': 'measures how late the process reads requests',
  'functions/http/slow-callers.ts': 'cuts requests whose bodies do not come, or whose answers are not read',
  'functions/logs/standard-output.ts': 'collects the lines of one turn',
  'functions/pages/browser/script.ts': 'runs in the browser',
  'functions/server.ts': 'keeps a process alive that ends',
  'functions/store/sqlite/busy.ts': 'a read or write that its caller waits for',
  'functions/store/sqlite/erasure.ts': 'a timer that empties the log of SQLite, which exists on servers only',
  'functions/store/sqlite/read-cache.ts': 'forgets in memory',
  'functions/store/sqlite/write-batch.ts': 'a write that its caller waits for',
};

const USES_BACKGROUND = /\bBackground\b|\bbackground\s*\.\s*(?:track|settled)\b|\bbackground\b\s*[,}]/;
/** `void` before a promise that `Background` does not track. */
const IS_VOIDED =
  /(?:^|[{};]|=>|\belse)\s*void (?=[\w#(])(?!(?:\w+\.)*background\.track\()(?!\w+\.(?:add|set|delete)\()/m;
/** A promise whose failure is handled, but which nothing waits for. */
const IS_LEFT = /(?<![(,]\n)^\s*(?:if \(.*\) )?[\w#.]+(?:\([^=]*\))?\.(?:catch|then|finally)\(/m;
/** Adapters: what they leave belongs to one call, whose caller waits for the whole. */
const ADAPTERS = /^functions\/(store\/(sqlite|firestore)|sifely|http)\//;
const DEFERS = /\b(setImmediate|setTimeout|setInterval|queueMicrotask|nextTick)\b(?=\()/;

const files = globSync('functions/**/*.ts', { cwd: ROOT }).map((file) => file.replaceAll('\\', '/'));
const textOf = (file: string) => withoutComments(readFileSync(join(ROOT, file), 'utf8'));
const matching = (pattern: RegExp) => files.filter((file) => pattern.test(textOf(file))).sort();

describe('nothing that matters begins after an answer:', () => {
  test('only listed files let work go on in the background', () => {
    expect(files.length).toBeGreaterThan(200);
    expect(matching(USES_BACKGROUND)).toEqual(Object.keys(BACKGROUND).sort());
  });

  test('only listed files leave a promise that nothing waits for', () => {
    const left = matching(IS_LEFT).filter((file) => !ADAPTERS.test(file));
    const found = new Set([...matching(IS_VOIDED), ...left]);
    expect([...found].sort()).toEqual(Object.keys(UNOWNED).sort());
  });

  test('only listed files defer work to a later turn of the event loop', () => {
    expect(matching(DEFERS)).toEqual(Object.keys(DEFERRED).sort());
  });

  test.each([
    ['const { accounts, background } = deps;', true],
    ['await deps.background.track(work());', true],
    ["import type { Background } from './background.ts';", true],
    ["options({ priority: 'background' });", false],
    ['body { background: var(--back); }', false],
  ])('a use of the background is found: %s', (text, found) => {
    expect(USES_BACKGROUND.test(text)).toBe(found);
  });

  test.each([
    ['  void resume();', true],
    ['  void deps.background.track(resume());', false],
    ['  void background.track(resume());', false],
    ['  const open = (): void => {', false],
    ['  onCall: (listener) => void listeners.add(listener),', false],
    ['  each((one) => void work(one));', true],
    ['  resume().catch(() => {});', true],
    ['  if (late) undo(left).catch(() => {});', true],
    ['  accounts.change(id, apply).then(done, failed);', true],
    ['  await resume().catch(() => {});', false],
    ['  return resume().catch(() => {});', false],
    ['  const work = resume().catch(() => {});', false],
    ['  await background.track(\n    resume().catch(() => {}),\n  );', false],
  ])('a promise that nothing waits for is found: %s', (text, found) => {
    expect(IS_VOIDED.test(text) || IS_LEFT.test(text)).toBe(found);
  });

  test.each([
    ['process.nextTick(resolve);', true],
    ['setImmediate(() => go());', true],
    ['await clock.delay(5);', false],
  ])('a deferral is found: %s', (text, found) => {
    expect(DEFERS.test(text)).toBe(found);
  });
});

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
}
