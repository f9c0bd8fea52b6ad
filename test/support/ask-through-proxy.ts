// Asks for two addresses that only a proxy can know, over HTTP and over TLS, and says what came of it.
import { systemClock } from '../../functions/clock.ts';
import { createOutgoing } from '../../functions/http/outgoing.ts';

const { send } = createOutgoing({ clock: systemClock, idleMs: 1000, longestBody: 1000 });
const ask = (url: string) =>
  send({ method: 'GET', url, headers: {} }).then(
    ({ body }) => body,
    (failure: unknown) => String(failure),
  );

process.stdout.write(`plain: ${await ask('http://sifely.invalid/a')}\n`);
process.stdout.write(`tls: ${await ask('https://sifely.invalid/b')}\n`);
