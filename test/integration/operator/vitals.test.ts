import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  createVitalsStore,
  dayOf,
  readVitals,
  VitalsCounter,
} from '../../../functions/metrics/vitals-counter.ts';
import { DEMO_LOCKS } from '../../../simulators/sifely/index.ts';
import { until } from '../../support/until.ts';
import { OperatorWorld } from './operator-world.ts';

const DAY_MS = 24 * 3_600_000;

describe.each(['sqlite', 'firestore'] as const)('vitals of a running server, with %s', (store) => {
  let operator: OperatorWorld;
  beforeAll(async () => {
    operator = await OperatorWorld.start(store);
    const { world } = operator;
    // At noon, so that all of it is one day.
    const sinceNoon = (world.clock.now() - DAY_MS / 2) % DAY_MS;
    world.clock.advance(DAY_MS - sinceNoon);
    await world.link('alice', { locks: [DEMO_LOCKS.frontDoor] });
    const alice = world.google.user('alice');
    await alice.unlock('front door', { pin: '4711' });
    await world.pass(120_000);
    await alice.query();
    world.sifely.fault({ kind: 'non-json', endpoint: 'lock/lock', times: 1 });
    await alice.lock('front door');
    await world.pass(120_000);
    await world.app.tick();
  });
  afterAll(() => operator.close());

  test('are stored by the schedule, in one document a day, and printed as a table', async () => {
    const { code, printed } = await operator.call(['vitals']);
    expect(code).toBe(0);
    const [head, line, ...rest] = printed.split('\n');
    expect(head).toMatch(/^DAY +QUERY +SUCCESS +P90 +EXECUTE/);
    // Two EXECUTEs for the unlock, which asks for the PIN first.
    expect(line).toMatch(
      new RegExp(`^${dayOf(operator.world.clock.now())} +\\d +100.00 % +\\d+ ms +3 +66.66 % ! `),
    );
    expect(rest.join('\n')).toMatch(/EXECUTE: \w+ 1/);
  });

  test('are printed as JSON for scripts, and --check tells by the exit code', async () => {
    const { code, printed } = await operator.call(['vitals', '--json', '--check']);
    expect(code).toBe(1);
    expect(JSON.parse(printed)).toMatchObject({
      bar: { success: 0.995, p90Ms: 1000, accuracy: 0.995 },
      all: { isGood: false, unread: 0, intents: { execute: { requests: 3 } } },
    });
  });

  test('are the same when they are counted from the log', async () => {
    const { world, dataDir } = operator;
    writeFileSync(join(dataDir, 'server.log'), `[12:00] not JSON\n${world.logLines.join('')}`);
    const stored = await operator.call(['vitals', '--json']);
    expect(await operator.call(['vitals', '--json', '--log', 'server.log'])).toEqual(stored);
    const entries = world.logLines.map((line) => {
      const { time, ...jsonPayload } = JSON.parse(line);
      return { timestamp: time, jsonPayload };
    });
    writeFileSync(join(dataDir, 'entries.json'), JSON.stringify(entries));
    expect(await operator.call(['vitals', '--json', '--log', 'entries.json'])).toEqual(stored);
  });

  test('of several processes are added, and what cannot be stored is stored later', async () => {
    const { world } = operator;
    const logged: string[] = [];
    const note = (message: string) => logged.push(message);
    const logger = { debug: note, info: note, warn: note, error: note };
    const at = world.clock.now() + 10 * DAY_MS;
    const clock = { ...world.clock, now: () => at, delay: () => Promise.resolve() };
    let isOut = true;
    const flaky = new Proxy(world.store, {
      get: (target, name) => {
        if (name === 'get' && isOut) return () => Promise.reject(new Error('out'));
        const value = Reflect.get(target, name);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
    const processes = [world.store, flaky].map((on) => {
      const counter = new VitalsCounter();
      return { counter, vitals: createVitalsStore({ store: on, clock, logger, counter }) };
    });
    const line = { method: 'requestSync', outcome: 'ok' };
    for (const { counter, vitals } of processes) {
      counter.count('homegraph call', line, at);
      await vitals.flush();
      counter.count('homegraph call', line, at);
      // Not again within a minute.
      await vitals.flush();
    }
    expect(logged).toEqual(['could not store vitals']);
    expect((await readVitals(world.store, 1, at)).get(dayOf(at))?.calls).toEqual({ 'requestSync ok': 1 });
    isOut = false;
    for (const { vitals } of processes) await vitals.flush(true);
    expect((await readVitals(world.store, 1, at)).get(dayOf(at))?.calls).toEqual({ 'requestSync ok': 4 });
  });

  test('name no account and no lock', async () => {
    const { world } = operator;
    const stored = JSON.stringify([...(await readVitals(world.store, 5, world.clock.now()))]);
    expect(stored).not.toContain(operator.accountId);
    expect(stored).not.toContain(String(DEMO_LOCKS.frontDoor));
  });
});

test('the command vitals refuses a number of days that is none', async () => {
  const operator = await OperatorWorld.start('sqlite');
  expect(await operator.call(['vitals', '--days', 'many'])).toMatchObject({ code: 2 });
  expect(await operator.call(['vitals'])).toMatchObject({ code: 0, printed: 'Nothing was counted yet.' });
  expect(await operator.call(['vitals', '--log', 'nowhere.log'])).toMatchObject({ code: 1 });
  for (const text of ['[{"message":"intent"},\n', '[12:00] INFO intent\n']) {
    writeFileSync(join(operator.dataDir, 'cut.log'), text);
    expect(await operator.call(['vitals', '--log', 'cut.log'])).toMatchObject({ code: 1 });
  }
  await operator.close();
});

test('on Firebase an instance stores its counts beside requests that are no intents, and never for an intent', async () => {
  const operator = await OperatorWorld.start('firestore', { config: { platform: 'firebase' }, jobs: 'held' });
  const { world } = operator;
  await world.link('alice', { locks: [DEMO_LOCKS.frontDoor] });
  const stored = () =>
    JSON.stringify(world.firestore?.documents.filter(({ name }) => name.includes('/vitals/')));
  await fetch(`${world.url}/privacy`);
  await until(() => stored() !== '[]', 'the counts of the first SYNC');
  world.clock.advance(120_000);
  const before = stored();
  for (let query = 0; query < 3; query++) await world.google.user('alice').query();
  await world.app.settled();
  expect(stored()).toBe(before);
  await fetch(`${world.url}/privacy`);
  await until(() => stored() !== before, 'the counts of the intents');
  await operator.close();
});
