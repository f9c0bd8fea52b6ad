import { CallsUnderWay, MAX_CALLS } from '../../../../functions/sifely/http/calls-under-way.ts';
import { until } from '../../../support/until.ts';
import { client, failureOf, hurry } from '../client.ts';
import { closeLittleServers, littleServer } from '../little-server.ts';

afterEach(closeLittleServers);

test('reads leave a fifth of the calls under way to commands, and background work as much to reads', () => {
  const calls = new CallsUnderWay(10);
  const entered = (priority: 'background' | 'read' | 'command') => {
    let count = 0;
    while (calls.enter(priority)) count += 1;
    return count;
  };
  expect([entered('background'), entered('read'), entered('command')]).toEqual([6, 2, 2]);
  calls.leave();
  expect([calls.enter('read'), calls.enter('command')]).toEqual([false, true]);
});

test('the calls under way of a process fit into the memory of a small instance', () => {
  expect(MAX_CALLS * 140).toBeLessThan(200 * 1024);
});

test('with Sifely hanging for all, further calls fail at once as those of an outage, and commands still go', async () => {
  const server = await littleServer(() => ({ fault: 'silent' }));
  const { access, kept, clock } = client(server.baseUrl, {
    ...{ profile: 'api-key', maxCalls: 10, callsPerMinute: 1000 },
  });
  const open = (owner: number) => access.open(kept.credentialStore(`account-${owner}`));
  const reads = Array.from({ length: 300 }, (_, owner) => failureOf(open(owner).openState('1')));
  const failures: { reason: string; executed: string }[] = [];
  for (const read of reads) void read.then((failure) => failures.push(failure));
  await server.seen(8);
  await until(() => failures.length === 292, 'the refusals');
  expect(failures[0]).toMatchObject({
    reason: 'unavailable',
    executed: 'no',
    networkCause: 'TOO_MANY_CALLS',
  });
  expect(server.requests).toHaveLength(8);
  const unlock = failureOf(open(999).operate('1', 'unlock'));
  await server.seen(9);
  await hurry(clock, Promise.all([...reads, unlock]), 5000);
});

test('after a hang as many calls go as before', async () => {
  let isHanging = true;
  const server = await littleServer(() => (isHanging ? { fault: 'silent' } : { body: { state: 0 } }));
  const { cloud, clock } = client(server.baseUrl, {
    ...{ profile: 'api-key', maxCalls: 5, callsPerMinute: 1000 },
  });
  for (let round = 0; round < 3; round++) {
    const reads = Array.from({ length: 20 }, () => failureOf(cloud.openState('1')));
    await hurry(clock, Promise.all(reads), 5000);
  }
  isHanging = false;
  await expect(Promise.all([1, 2, 3, 4].map(() => cloud.openState('1')))).resolves.toHaveLength(4);
});

test('the calls of one account that wait for its limit are bounded, with room for commands', async () => {
  const server = await littleServer(() => ({ body: { errcode: 0, state: 0 } }));
  const { cloud } = client(server.baseUrl, { profile: 'api-key', callsPerMinute: 5 });
  const results = Array.from({ length: 600 }, () => cloud.openState('1').catch((failure) => failure));
  const early: unknown[] = [];
  for (const result of results) void result.then((each) => early.push(each));
  await until(() => early.length === 100, 'the refusals and the first answers');
  const refused = early.filter((each) => each !== 'locked');
  expect(refused).toHaveLength(600 - 500 - 4);
  expect(refused[0]).toMatchObject({ reason: 'unavailable', executed: 'no' });
  await expect(cloud.operate('1', 'lock')).resolves.toBeUndefined();
  expect(server.requests).toHaveLength(5);
});
