import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { connect, type Socket } from 'node:net';
import { systemClock } from '../../functions/clock.ts';
import { type HttpServer, listen } from '../../functions/http/http-server.ts';
import { until } from '../support/until.ts';

describe('a server', () => {
  let server: HttpServer;
  beforeEach(async () => {
    server = await listen('127.0.0.1', 0, systemClock);
  });
  afterEach(() => server.close(0));

  const ask = (agent?: Agent) =>
    new Promise<string>((resolve, reject) => {
      get({ host: '127.0.0.1', port: server.port, ...(agent ? { agent } : {}) }, (response) => {
        let text = '';
        response.on('data', (part) => {
          text += part;
        });
        response.on('end', () => resolve(text));
        response.on('error', reject);
      }).on('error', reject);
    });

  test('answers 503 until it has a request handler', async () => {
    expect((await fetch(`http://127.0.0.1:${server.port}/`)).status).toBe(503);
  });

  test('answers a request that expects what it does not know', async () => {
    server.handle((_request, response) => response.end('read'));
    const text = await new Promise<string>((resolve) => {
      const socket = connect(server.port, '127.0.0.1', () => {
        socket.end('GET / HTTP/1.1\r\nHost: a\r\nExpect: something\r\nConnection: close\r\n\r\n');
      });
      let answer = '';
      socket.on('data', (part) => {
        answer += part;
      });
      socket.on('close', () => resolve(answer));
    });
    expect(text).toMatch(/^HTTP\/1.1 200 /);
  });

  test('that stops finishes a request that is under way, and accepts no new one', async () => {
    let finish = () => {};
    const arrived = new Promise<void>((resolve) => {
      server.handle((_request, response) => {
        finish = () => response.end('done');
        resolve();
      });
    });
    const answer = ask();
    await arrived;
    const closed = server.close(30_000);
    await expect(ask(new Agent())).rejects.toThrow('ECONNREFUSED');
    finish();
    expect(await answer).toBe('done');
    await closed;
  });

  test('that stops does not wait for idle connections', async () => {
    server.handle((_request, response) => void response.end('done'));
    const agent = new Agent({ keepAlive: true });
    expect(await ask(agent)).toBe('done');
    await server.close(30_000);
    agent.destroy();
  });

  test('that stops aborts a request that does not end', async () => {
    const arrived = new Promise<void>((resolve) => server.handle(() => resolve()));
    const answer = ask();
    answer.catch(() => {});
    await arrived;
    await server.close(0);
    await expect(answer).rejects.toThrow('socket hang up');
  });
});

describe('a server with more idle connections than it holds', () => {
  const MAX_IDLE = 20;
  let server: HttpServer;
  let sockets: Socket[];
  beforeEach(async () => {
    sockets = [];
    server = await listen('127.0.0.1', 0, systemClock, MAX_IDLE);
  });
  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    await server.close(0);
  });

  async function open(text = ''): Promise<Socket> {
    const socket = connect(server.port, '127.0.0.1');
    socket.on('error', () => {});
    socket.resume();
    sockets.push(socket);
    await once(socket, 'connect');
    socket.write(text);
    return socket;
  }

  const areOpen = () => sockets.filter(({ destroyed }) => !destroyed).length;

  test.each([
    ['that send nothing', ''],
    ['that send a part of a request', 'GET / HTTP/1.1\r\nHost: a\r\n'],
    ['that wait for their next request', 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'],
  ])('cuts the oldest of those %s, and answers new ones', async (_, text) => {
    server.handle((_request, response) => response.end('done'));
    for (let opened = 0; opened < 3 * MAX_IDLE; opened += 1) await open(text);
    await until(() => areOpen() === MAX_IDLE, 'the end of the others');
    expect(sockets.at(-1)?.destroyed).toBe(false);
    expect(await (await fetch(`http://127.0.0.1:${server.port}/`)).text()).toBe('done');
  });

  test('cuts none whose request is under way', async () => {
    let finish = () => {};
    const arrived = new Promise<void>((resolve) => {
      server.handle((_request, response) => {
        finish = () => response.end('done');
        resolve();
      });
    });
    const busy = await open('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    const answer = once(busy, 'data');
    await arrived;
    for (let opened = 0; opened < 2 * MAX_IDLE; opened += 1) await open();
    await until(() => areOpen() === MAX_IDLE + 1, 'the end of the others');
    finish();
    expect(String(await answer)).toContain('done');
  });
});
