// Asks for two addresses that only a proxy can know, over HTTP and over TLS, and prints both answers.
import { systemClock } from '../../functions/clock.ts';
import { createHttpClient } from '../../functions/http/http-client.ts';

const { send } = createHttpClient({ clock: systemClock, idleMs: 1000, maxBodyBytes: 1000 });
const ask = (url: string) =>
  send({ method: 'GET', url, headers: {} }).then(
    ({ body }) => body,
    (failure: unknown) => String(failure),
  );

process.stdout.write(`plain: ${await ask('http://sifely.invalid/a')}\n`);
process.stdout.write(`tls: ${await ask('https://sifely.invalid/b')}\n`);
