import { CallLimiter } from '../../../../functions/sifely/http/call-limiter.ts';
import { ManualClock } from '../../../support/manual-clock.ts';
import { OffsetClock } from '../../../support/offset-clock.ts';
import { client, failureOf } from '../client.ts';
import { closeLittleServers, littleServer } from '../little-server.ts';

afterEach(closeLittleServers);

const settle = () => new Promise((resolve) => setTimeout(resolve, 5));

describe('the call limiter', () => {
  test('keeps every sliding minute within the limit', async () => {
    const clock = new OffsetClock();
    const limiter = new CallLimiter(25, clock);
    const starts: number[] = [];
    const work = Array.from({ length: 80 }, () =>
      limiter.take('command').then(() => starts.push(clock.now())),
    );
    while (starts.length < 80) {
      await settle();
      clock.advance(7_000);
    }
    await Promise.all(work);
    for (const start of starts) {
      const within = starts.filter((other) => other >= start && other < start + 60_000);
      expect(within.length).toBeLessThanOrEqual(25);
    }
  });

  test('starts commands before reads before background calls, each in order of arrival', async () => {
    const clock = new OffsetClock();
    const limiter = new CallLimiter(1, clock);
    await limiter.take('read');
    const served: string[] = [];
    const wait = (name: string, priority: 'command' | 'read' | 'background') =>
      limiter.take(priority).then(() => served.push(name));
    const work = [
      wait('background 1', 'background'),
      wait('read 1', 'read'),
      wait('command 1', 'command'),
      wait('read 2', 'read'),
      wait('command 2', 'command'),
    ];
    for (let minute = 0; minute < 5; minute++) {
      clock.advance(60_001);
      await settle();
    }
    await Promise.all(work);
    expect(served).toEqual(['command 1', 'command 2', 'read 1', 'read 2', 'background 1']);
  });

  test('lets all others pass a call that nobody waits for any more', async () => {
    const clock = new OffsetClock();
    const limiter = new CallLimiter(1, clock);
    await limiter.take('read');
    const served: string[] = [];
    const wait = (name: string, priority: 'read' | 'background', urgentUntil?: number) =>
      limiter.take(priority, undefined, urgentUntil).then(() => served.push(name));
    const work = [
      wait('left', 'read', clock.now() + 1000),
      wait('urgent for long', 'read', clock.now() + 600_000),
      wait('background', 'background'),
    ];
    for (let minute = 0; minute < 3; minute++) {
      clock.advance(60_001);
      await settle();
    }
    await Promise.all(work);
    expect(served).toEqual(['urgent for long', 'background', 'left']);
  });

  test('reserves a fifth of the calls for commands', async () => {
    const limiter = new CallLimiter(25, new OffsetClock());
    let reads = 0;
    for (let index = 0; index < 25; index++) void limiter.take('read').then(() => reads++);
    await settle();
    expect(reads).toBe(20);
    let commands = 0;
    for (let index = 0; index < 10; index++) void limiter.take('command').then(() => commands++);
    await settle();
    expect(commands).toBe(5);
  });

  test('counts no call that stops waiting', async () => {
    const clock = new OffsetClock();
    const limiter = new CallLimiter(1, clock);
    await limiter.take('command');
    const abort = new AbortController();
    const given = limiter.take('command', abort.signal);
    const next = limiter.take('command');
    abort.abort(new Error('enough'));
    await expect(given).rejects.toThrow('enough');
    clock.advance(60_001);
    await expect(next).resolves.toBeUndefined();
  });

  test('counts earlier calls for one more minute after the clock is set back', async () => {
    const clock = new ManualClock();
    const limiter = new CallLimiter(25, clock);
    const burst = () => Array.from({ length: 30 }, () => limiter.takeNow('command')).filter(Boolean).length;
    expect(burst()).toBe(25);
    clock.setBack(3_600_000);
    expect(burst()).toBe(0);
    let served = false;
    void limiter.take('command').then(() => {
      served = true;
    });
    await clock.advance(59_999);
    expect(served).toBe(false);
    await clock.advance(1);
    expect(served).toBe(true);
    expect(burst()).toBe(24);
    clock.setBack(3_600_000);
    expect(limiter.idle).toBe(false);
    await clock.advance(60_000);
    expect(limiter.idle).toBe(true);
  });

  test('counts calls that do not wait', async () => {
    const clock = new OffsetClock();
    const limiter = new CallLimiter(2, clock);
    limiter.count();
    limiter.count();
    let started = false;
    const work = limiter.take('command').then(() => {
      started = true;
    });
    await settle();
    expect(started).toBe(false);
    clock.advance(60_001);
    await work;
  });
});

describe('the client', () => {
  test('limits an account to 25 calls a minute without delaying another account', async () => {
    const server = await littleServer(() => ({ body: { errcode: 0 } }));
    const { access, kept, clock } = client(server.baseUrl, { profile: 'api-key', callsPerMinute: 25 });
    const cloud = access.open(kept.credentialStore('account-1'));
    const work = Array.from({ length: 30 }, () =>
      access.open(kept.credentialStore('account-1')).operate('1', 'lock'),
    );
    await server.seen(25);
    await settle();
    expect(server.requests).toHaveLength(25);
    await access.open(kept.credentialStore('account-2')).operate('1', 'lock');
    expect(server.requests).toHaveLength(26);
    const failure = await failureOf(cloud.operate('1', 'unlock', { signal: AbortSignal.timeout(20) }));
    expect(failure).toMatchObject({ kind: 'aborted', executed: 'no' });
    clock.advance(60_001);
    await Promise.all(work);
    expect(server.requests).toHaveLength(31);
  });
});
