import { randomBytes, scrypt } from 'node:crypto';
import { createServer, get, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { TimeDriver } from '../support/time-driver.ts';

const HOUR = 3_600_000;

describe('simulated time between real servers', () => {
  let time: TimeDriver;
  let server: Server | undefined;
  beforeEach(() => {
    time = new TimeDriver(0);
  });
  afterEach(async () => {
    time.close();
    await new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()));
    server = undefined;
  });

  async function serve(work: () => Promise<unknown>): Promise<string> {
    server = createServer((request, response) => {
      request.resume();
      void work().then(() => response.end('done'));
    });
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  const read = async (url: string) => {
    const response = await fetch(url, { method: 'POST', body: 'x'.repeat(200_000) });
    await response.text();
    return time.clock.now();
  };
  const readByHttp = (url: string) =>
    new Promise<number>((resolve) => {
      get(url, { agent: false }, (response) => response.resume().on('end', () => resolve(time.clock.now())));
    });

  test('passes exactly as the delays say, in their order', async () => {
    const passed: string[] = [];
    const record = (name: string) => () => passed.push(`${name} ${time.clock.now()}`);
    void time.clock.delay(2 * HOUR).then(record('second'));
    void time.clock.delay(HOUR).then(() => time.clock.delay(HOUR / 2).then(record('first')));
    void time.clock.delay(5 * HOUR).then(record('too late'));
    await time.runUntil(3 * HOUR);
    expect(passed).toEqual([`first ${1.5 * HOUR}`, `second ${2 * HOUR}`]);
    expect(time.clock.now()).toBe(3 * HOUR);
  });

  test('does not pass while a request is sent, read or answered', async () => {
    const url = await serve(async () => undefined);
    void time.clock.delay(10);
    expect(await time.finish(read(url))).toBe(0);
    expect(await time.finish(readByHttp(url))).toBe(0);
  });

  test('passes while a server waits for it', async () => {
    const url = await serve(() => time.clock.delay(HOUR));
    expect(await time.finish(read(url))).toBe(HOUR);
  });

  test('does not pass during a computation', async () => {
    const url = await serve(async () => {
      await promisify(scrypt)('password', 'salt', 32);
      await promisify(randomBytes)(64);
    });
    void time.clock.delay(10);
    expect(await time.finish(read(url))).toBe(0);
  });

  test('ends a cancelled delay without letting its time pass', async () => {
    const giveUp = new AbortController();
    const delay = time.clock.delay(HOUR, giveUp.signal);
    giveUp.abort(new Error('enough'));
    await expect(delay).rejects.toThrow('enough');
    expect(time.clock.nextAt).toBeUndefined();
  });

  test('throws if nothing can end the wait', async () => {
    await expect(time.finish(new Promise(() => {}))).rejects.toThrow('in vain');
  });
});
