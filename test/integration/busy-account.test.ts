import { createLockWork } from '../../functions/locks/lock-work.ts';
import { Trace } from '../../functions/logs/trace.ts';
import { client } from '../unit/sifely/client.ts';
import { closeLittleServers, littleServer } from '../unit/sifely/little-server.ts';

afterEach(closeLittleServers);

test('a command does not wait behind a QUERY that waits for the call limit of the next minute', async () => {
  const server = await littleServer(({ path }) => ({
    body: path.endsWith('/unlock') ? { errcode: 0, errmsg: 'none error message' } : { state: 0 },
  }));
  // Eight calls a minute are for reads, the rest is reserved for commands.
  const { cloud, clock, log } = client(server.baseUrl, { callsPerMinute: 10 });
  const { reader, runner } = createLockWork({ clock, logger: log });
  const trace = new Trace('test', clock);
  const ask = (lockId: string) =>
    reader.read({
      ...{ accountId: 'account-1', lockId, lanes: () => ['gateway:1'], cloud, trace },
      ...{ recordsSince: clock.now(), until: clock.now() + 2500 },
    });
  for (let lock = 1; lock <= 8; lock++) await ask(String(lock));
  const waiting = ask('9');
  const command = runner.run({
    ...{ key: 'k', lockId: '1', action: 'unlock', lanes: () => ['gateway:1'], cloud, trace },
    ...{ sendBy: clock.now() + 3900, maySend: () => true, record: async () => {} },
  });
  await expect(command.ended).resolves.toMatchObject({ outcome: { kind: 'accepted' } });
  expect(server.requests.map(({ path }) => path).at(-1)).toBe('/v3/lock/unlock');
  clock.advance(60_000);
  await expect(waiting).resolves.toMatchObject({ gateway: 'locked' });
});
