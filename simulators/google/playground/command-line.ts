import { parseArgs } from 'node:util';

/** The text that `--help` prints. */
export const USAGE = `Plays Google for a running service, on a page of this machine. The service, its cloud and the doors are real.

  npm run playground -- --target https://my-service [options]

  --target URL      address of the service (its PUBLIC_URL)
  --client-id ID    its GOOGLE_CLIENT_ID (default: the variable of that name)
  --port N          port of the page (default 8090); the next one is that of the simulated Google
  --forget          drop the links of an earlier run first
  -h, --help        print this text

The client secret is read from the variable GOOGLE_CLIENT_SECRET, or asked for.
The playground of the demo, with a simulated house, is what "npm start" opens.
`;

/** The options of the command. */
export interface PlaygroundOptions {
  /** The origin of the service, without a slash at its end. */
  readonly target: string;
  readonly clientId: string | undefined;
  readonly port: number;
  readonly forget: boolean;
}

/** Reads the command line. Throws an Error with one readable message. */
export function readCommandLine(args: readonly string[]): PlaygroundOptions | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      target: { type: 'string' },
      'client-id': { type: 'string' },
      port: { type: 'string', default: '8090' },
      forget: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  if (values.target === undefined)
    throw new Error(
      'Which service? Add --target and its address; "npm start" opens the playground of the demo',
    );
  const port = Number(values.port);
  if (!/^\d{1,5}$/.test(values.port) || port < 1 || port > 65_534)
    throw new Error('--port must be a number from 1 to 65534');
  return { target: originOf(values.target), clientId: values['client-id'], port, forget: values.forget };
}

function originOf(target: string): string {
  let url: URL;
  try {
    url = new URL(target);
  } catch {
    throw new Error('--target must be an address such as https://locks.example.com');
  }
  const isHere = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isHere))
    throw new Error('--target must begin with https:// (http:// only on this machine): tokens travel to it');
  if (
    url.pathname !== '/' ||
    url.search !== '' ||
    url.hash !== '' ||
    url.username !== '' ||
    url.password !== ''
  )
    throw new Error(`--target must be the address alone: ${url.origin}`);
  return url.origin;
}
