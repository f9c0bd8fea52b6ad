import { GatewayLanes } from '../../../functions/locks/gateway-lane.ts';
import { flush } from '../../support/until.ts';

/** A task that runs until `end` is called. */
function task(log: string[], name: string) {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const run = async () => {
    log.push(name);
    await promise;
    return name;
  };
  return { run, end: resolve, fail: reject };
}

test('a lane runs one task at a time, and lanes do not wait for each other', async () => {
  const lanes = new GatewayLanes();
  const log: string[] = [];
  const [one, two, other] = [task(log, 'one'), task(log, 'two'), task(log, 'other')];
  const ended = [
    lanes.run('a', 'command', one.run),
    lanes.run('a', 'command', two.run),
    lanes.run('b', 'command', other.run),
  ];
  await flush();
  expect(log).toEqual(['one', 'other']);
  one.end();
  await flush();
  expect(log).toEqual(['one', 'other', 'two']);
  two.end();
  other.end();
  expect(await Promise.all(ended)).toEqual(['one', 'two', 'other']);
});

test('commands go before reads, each in order of arrival', async () => {
  const lanes = new GatewayLanes();
  const log: string[] = [];
  const first = task(log, 'first');
  const running = lanes.run('a', 'read', first.run);
  const rest = (['read', 'read', 'command', 'command'] as const).map((priority, index) =>
    lanes.run('a', priority, async () => void log.push(`${priority} ${index}`)),
  );
  first.end();
  await Promise.all([running, ...rest]);
  expect(log).toEqual(['first', 'command 2', 'command 3', 'read 0', 'read 1']);
});

test('a task that fails lets the next one run', async () => {
  const lanes = new GatewayLanes();
  const failing = lanes.run('a', 'read', () => Promise.reject(new Error('no')));
  const next = lanes.run('a', 'read', async () => 'next');
  await expect(failing).rejects.toThrow('no');
  expect(await next).toBe('next');
});

test('an aborted task leaves the lane if it waits, and goes on if it runs', async () => {
  const lanes = new GatewayLanes();
  const log: string[] = [];
  const [one, two, three] = [task(log, 'one'), task(log, 'two'), task(log, 'three')];
  const abort = new AbortController();
  const first = lanes.run('a', 'command', one.run, abort.signal);
  const second = lanes.run('a', 'command', two.run, abort.signal);
  const third = lanes.run('a', 'command', three.run);
  abort.abort(new Error('given up'));
  await expect(second).rejects.toThrow('given up');
  one.end();
  three.end();
  expect(await Promise.all([first, third])).toEqual(['one', 'three']);
  expect(log).toEqual(['one', 'three']);
});

test('a task that is aborted in advance does not enter the lane', async () => {
  const lanes = new GatewayLanes();
  const log: string[] = [];
  await expect(
    lanes.run('a', 'command', task(log, 'one').run, AbortSignal.abort(new Error('late'))),
  ).rejects.toThrow('late');
  expect(log).toEqual([]);
  expect(lanes.size).toBe(0);
});

test('a lane is removed once nothing runs or waits in it', async () => {
  const lanes = new GatewayLanes();
  await Promise.all(Array.from({ length: 50 }, (_, index) => lanes.run(`lane ${index % 7}`, 'read', flush)));
  expect(lanes.size).toBe(0);
});
