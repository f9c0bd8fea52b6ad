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
    lanes.run(() => ['a'], 'command', one.run),
    lanes.run(() => ['a'], 'command', two.run),
    lanes.run(() => ['b'], 'command', other.run),
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
  const running = lanes.run(() => ['a'], 'read', first.run);
  const rest = (['read', 'read', 'command', 'command'] as const).map((priority, index) =>
    lanes.run(
      () => ['a'],
      priority,
      async () => void log.push(`${priority} ${index}`),
    ),
  );
  first.end();
  await Promise.all([running, ...rest]);
  expect(log).toEqual(['first', 'command 2', 'command 3', 'read 0', 'read 1']);
});

test('a task that fails lets the next one run', async () => {
  const lanes = new GatewayLanes();
  const failing = lanes.run(
    () => ['a'],
    'read',
    () => Promise.reject(new Error('no')),
  );
  const next = lanes.run(
    () => ['a'],
    'read',
    async () => 'next',
  );
  await expect(failing).rejects.toThrow('no');
  expect(await next).toBe('next');
});

test('an aborted task leaves the lane if it waits, and goes on if it runs', async () => {
  const lanes = new GatewayLanes();
  const log: string[] = [];
  const [one, two, three] = [task(log, 'one'), task(log, 'two'), task(log, 'three')];
  const abort = new AbortController();
  const first = lanes.run(() => ['a'], 'command', one.run, abort.signal);
  const second = lanes.run(() => ['a'], 'command', two.run, abort.signal);
  const third = lanes.run(() => ['a'], 'command', three.run);
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
    lanes.run(() => ['a'], 'command', task(log, 'one').run, AbortSignal.abort(new Error('late'))),
  ).rejects.toThrow('late');
  expect(log).toEqual([]);
  expect(lanes.size).toBe(0);
});

test('a lane is removed once nothing runs or waits in it', async () => {
  const lanes = new GatewayLanes();
  await Promise.all(
    Array.from({ length: 50 }, (_, index) => lanes.run(() => [`lane ${index % 7}`], 'read', flush)),
  );
  expect(lanes.size).toBe(0);
});

describe('an operation that needs several lanes', () => {
  test('runs alone in all of them', async () => {
    const lanes = new GatewayLanes();
    const log: string[] = [];
    const [both, a, b] = [task(log, 'both'), task(log, 'a'), task(log, 'b')];
    const ended = [
      lanes.run(() => ['a', 'b'], 'read', both.run),
      lanes.run(() => ['a'], 'read', a.run),
      lanes.run(() => ['b'], 'command', b.run),
    ];
    await flush();
    expect(log).toEqual(['both']);
    both.end();
    await flush();
    expect(log).toEqual(['both', 'a', 'b']);
    a.end();
    b.end();
    await Promise.all(ended);
    expect(lanes.size).toBe(0);
  });

  test('is not overtaken in one lane while it waits for another', async () => {
    const lanes = new GatewayLanes();
    const log: string[] = [];
    const [a, both, b] = [task(log, 'a'), task(log, 'both'), task(log, 'b')];
    const ended = [
      lanes.run(() => ['a'], 'read', a.run),
      lanes.run(() => ['a', 'b'], 'read', both.run),
      lanes.run(() => ['b'], 'read', b.run),
    ];
    await flush();
    expect(log).toEqual(['a']);
    a.end();
    await flush();
    expect(log).toEqual(['a', 'both']);
    both.end();
    b.end();
    await Promise.all(ended);
    expect(log).toEqual(['a', 'both', 'b']);
  });

  test('gets its turn although operations of its lanes never stop coming', async () => {
    const lanes = new GatewayLanes();
    let isOver = false;
    let turns = 0;
    const traffic = ['a', 'a', 'b', 'b'].map(async (key) => {
      while (!isOver) {
        await lanes.run(
          () => [key],
          'read',
          async () => {
            turns++;
            await flush(1);
          },
        );
      }
    });
    await flush();
    const before = turns;
    let taken = 0;
    await lanes.run(
      () => ['a', 'b'],
      'read',
      async () => {
        isOver = true;
        taken = turns - before;
      },
    );
    // Those that had come before it.
    expect(taken).toBeLessThanOrEqual(2);
    await Promise.all(traffic);
  });

  test('lets a command that comes later go first', async () => {
    const lanes = new GatewayLanes();
    const log: string[] = [];
    const first = task(log, 'first');
    const ended = [
      lanes.run(() => ['a'], 'read', first.run),
      lanes.run(
        () => ['a', 'b'],
        'read',
        async () => void log.push('both'),
      ),
      lanes.run(
        () => ['b', 'c'],
        'command',
        async () => void log.push('command'),
      ),
    ];
    await flush();
    expect(log).toEqual(['first', 'command']);
    first.end();
    await Promise.all(ended);
    expect(log).toEqual(['first', 'command', 'both']);
  });

  test('frees every lane in which it waited when it is given up', async () => {
    const lanes = new GatewayLanes();
    const log: string[] = [];
    const [a, b] = [task(log, 'a'), task(log, 'b')];
    const giveUp = new AbortController();
    const running = lanes.run(() => ['a'], 'read', a.run);
    const both = lanes.run(
      () => ['a', 'b'],
      'read',
      async () => void log.push('both'),
      giveUp.signal,
    );
    const behind = lanes.run(() => ['b'], 'read', b.run);
    await flush();
    expect(log).toEqual(['a']);
    giveUp.abort(new Error('given up'));
    await expect(both).rejects.toThrow('given up');
    await flush();
    expect(log).toEqual(['a', 'b']);
    a.end();
    b.end();
    await Promise.all([running, behind]);
    expect(lanes.size).toBe(0);
  });

  test('never blocks another one for ever, in whatever order they name their lanes', async () => {
    const lanes = new GatewayLanes();
    const names = ['a', 'b', 'c', 'd', 'e'];
    const running = new Set<string>();
    let seed = 1;
    const next = (below: number) => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % below;
    };
    const ended = Array.from({ length: 300 }, () => {
      const keys = Array.from({ length: 1 + next(3) }, () => names[next(5)] ?? '');
      return lanes.run(
        () => keys,
        next(4) === 0 ? 'command' : 'read',
        async () => {
          for (const key of new Set(keys)) {
            expect(running.has(key)).toBe(false);
            running.add(key);
          }
          await flush(1 + next(2));
          for (const key of keys) running.delete(key);
        },
      );
    });
    await Promise.all(ended);
    expect(lanes.size).toBe(0);
  });
});

describe('lanes that change while an operation waits or runs', () => {
  test('are taken again by an operation that waits', async () => {
    const lanes = new GatewayLanes();
    const log: string[] = [];
    const [account, gateway] = [task(log, 'account'), task(log, 'gateway')];
    let keys = ['account'];
    const ended = [
      lanes.run(() => ['account'], 'read', account.run),
      lanes.run(() => ['gateway'], 'read', gateway.run),
      lanes.run(
        () => keys,
        'read',
        async () => void log.push('learned'),
      ),
    ];
    keys = ['gateway'];
    lanes.refresh();
    account.end();
    await flush();
    expect(log).toEqual(['account', 'gateway']);
    gateway.end();
    await Promise.all(ended);
    expect(log).toEqual(['account', 'gateway', 'learned']);
    expect(lanes.size).toBe(0);
  });

  test('keep the place of an operation in the order of arrival', async () => {
    const lanes = new GatewayLanes();
    const log: string[] = [];
    const [account, gateway] = [task(log, 'account'), task(log, 'gateway')];
    let keys = ['account'];
    const ended = [
      lanes.run(() => ['account'], 'read', account.run),
      lanes.run(() => ['gateway'], 'read', gateway.run),
      lanes.run(
        () => keys,
        'read',
        async () => void log.push('first'),
      ),
      lanes.run(
        () => ['gateway'],
        'read',
        async () => void log.push('second'),
      ),
    ];
    keys = ['gateway'];
    lanes.refresh();
    gateway.end();
    account.end();
    await Promise.all(ended);
    expect(log).toEqual(['account', 'gateway', 'first', 'second']);
  });

  test('start an operation at once when the new ones are free', async () => {
    const lanes = new GatewayLanes();
    const log: string[] = [];
    const account = task(log, 'account');
    let keys = ['account'];
    const running = lanes.run(() => ['account'], 'read', account.run);
    const waiting = lanes.run(
      () => keys,
      'read',
      async () => void log.push('learned'),
    );
    keys = ['gateway'];
    lanes.refresh();
    await waiting;
    expect(log).toEqual(['account', 'learned']);
    account.end();
    await running;
  });

  test('are held besides the former ones by an operation that runs', async () => {
    const lanes = new GatewayLanes();
    const log: string[] = [];
    const before = task(log, 'before');
    let keys = ['account'];
    const ended = [lanes.run(() => keys, 'read', before.run)];
    keys = ['gateway'];
    lanes.refresh();
    for (const key of ['gateway', 'account'])
      ended.push(
        lanes.run(
          () => [key],
          'read',
          async () => log.push(key).toString(),
        ),
      );
    await flush();
    expect(log).toEqual(['before']);
    before.end();
    await Promise.all(ended);
    expect(log.toSorted()).toEqual(['account', 'before', 'gateway']);
    expect(lanes.size).toBe(0);
  });

  test('may bring two running operations together, and free the lane after the last of them', async () => {
    const lanes = new GatewayLanes();
    const log: string[] = [];
    const [one, two] = [task(log, 'one'), task(log, 'two')];
    const keys = { one: ['account'], two: ['gateway'] };
    const ended = [
      lanes.run(() => keys.one, 'read', one.run),
      lanes.run(() => keys.two, 'read', two.run),
      lanes.run(
        () => ['gateway'],
        'read',
        async () => log.push('three').toString(),
      ),
    ];
    keys.one = ['gateway'];
    lanes.refresh();
    two.end();
    await flush();
    expect(log).toEqual(['one', 'two']);
    one.end();
    await Promise.all(ended);
    expect(log).toEqual(['one', 'two', 'three']);
  });
});
