import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLogger } from '../../../functions/logs/create-logger.ts';
import { createAnsweringProcess } from '../../../functions/tracking/answering-process.ts';
import { OffsetClock } from '../../support/offset-clock.ts';
import { until } from '../../support/until.ts';

describe('the process that answered', () => {
  const clock = new OffsetClock();
  const logLines: string[] = [];
  const servers: Server[] = [];
  /** Asks a server that answers so. */
  const ask = async (listener: RequestListener | undefined) => {
    const server = createServer(listener);
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const publicUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const destination = { write: (line: string) => void logLines.push(line) };
    const logger = createLogger({ format: 'cloud', level: 'info', clock, destination });
    return createAnsweringProcess({ config: { publicUrl }, clock, logger }).waitForEnd('a-key');
  };
  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
    logLines.length = 0;
  });

  test.each([
    [{ ended: true }, 'ended'],
    [{ ended: false }, 'in-flight'],
    [{}, 'unknown'],
    ['null', 'unknown'],
  ])('that answers %j says so', async (body, stage) => {
    const asked: string[] = [];
    const stated = await ask((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      response.end(JSON.stringify(body));
    });
    expect(stated).toBe(stage);
    expect(asked).toEqual(['POST /commands/a-key/end']);
  });

  test('that answers a page says nothing', async () => {
    expect(await ask((_, response) => response.end('<html>'))).toBe('unknown');
    expect(await ask((_, response) => response.writeHead(404).end('{"ended":true}'))).toBe('unknown');
  });

  test('that closes the connection says nothing, and the log has the reason', async () => {
    expect(await ask((request) => request.socket.destroy())).toBe('unknown');
    expect(logLines.join()).toContain('could not ask the process that answered');
  });

  test('that does not answer is waited for a few seconds', async () => {
    let isAsked = false;
    const stage = ask(() => {
      isAsked = true;
    });
    await until(() => isAsked, 'the request');
    const before = clock.now();
    clock.advance(3000);
    expect(await stage).toBe('unknown');
    expect(clock.now() - before).toBeLessThan(4000);
  });
});
