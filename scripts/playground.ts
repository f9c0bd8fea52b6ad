import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { setDefaultAutoSelectFamilyAttemptTimeout } from 'node:net';
import { join } from 'node:path';
import { StoppedError } from '../cli/command.ts';
import { promptsAt } from '../cli/terminal.ts';
import { loadEnvFile } from '../functions/config/env-file.ts';
import { settingText } from '../functions/config/setting-reader.ts';
import { GoogleSimulator } from '../simulators/google/google-simulator.ts';
import { checkTarget } from '../simulators/google/playground/check-target.ts';
import {
  type PlaygroundOptions,
  readCommandLine,
  USAGE,
} from '../simulators/google/playground/command-line.ts';
import { openPlayground } from '../simulators/google/playground/open-playground.ts';
import { PlayClock } from '../simulators/google/playground/play-clock.ts';
import { openInBrowser } from './open-in-browser.ts';

/** Links of earlier runs, a file for each service. */
const DATA_DIR = './data/playground';

/** `npm run playground`: plays Google for a running service until it is interrupted. Exit codes: 1 failed, 2 wrong usage. */
async function main(args: readonly string[]): Promise<void> {
  let options: PlaygroundOptions | 'help';
  try {
    options = readCommandLine(args);
  } catch (error) {
    console.error(`${messageOf(error)}. Try: npm run playground -- --help`);
    process.exitCode = 2;
    return;
  }
  if (options === 'help') {
    console.log(USAGE);
    return;
  }
  if (existsSync('.env')) loadEnvFile('.env', process.env);
  const { target, port } = options;
  const clientId = options.clientId ?? settingText(process.env, 'GOOGLE_CLIENT_ID');
  const secret = await clientSecret();
  if (clientId === undefined || secret === undefined) {
    const [name, way] =
      clientId === undefined ? ['ID', '--client-id'] : ['secret', 'the variable GOOGLE_CLIENT_SECRET'];
    console.error(`The client ${name} of the service is missing: give it by ${way}.`);
    process.exitCode = 2;
    return;
  }
  const google = await GoogleSimulator.start({
    fulfillmentUrl: `${target}/smarthome`,
    authorizeUrl: `${target}/oauth/authorize`,
    tokenUrl: `${target}/oauth/token`,
    revokeUrl: `${target}/oauth/revoke`,
    clientId,
    clientSecret: secret,
    port: port + 1,
    stateFile: linksFile(options),
    returnTo: `http://127.0.0.1:${port}/`,
  });
  try {
    const version = await checkTarget({ target, clientId, redirectUri: google.redirectUri });
    const playground = openPlayground({ google, clock: new PlayClock(), publicUrl: target });
    const server = createServer(playground.handle);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
    const stop = () => {
      playground.close();
      server.closeAllConnections();
      void google.close().then(() => process.exit(0));
    };
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
    console.log(`Open this: http://127.0.0.1:${port}/\n`);
    console.log(`Google is played for ${target} (version ${version}). The doors are real.`);
    console.log('Its reports go to the real Google: this page sees its answers only. Press Ctrl+C to stop.');
    await openInBrowser(`http://127.0.0.1:${port}/`);
  } catch (error) {
    await google.close();
    throw error;
  }
}

/** A service takes several secrets while one replaces another; the first will do. */
async function clientSecret(): Promise<string | undefined> {
  const set = settingText(process.env, 'GOOGLE_CLIENT_SECRET')?.split(',')[0]?.trim();
  if (set !== undefined && set !== '') return set;
  if (process.stdin.isTTY !== true) return undefined;
  const typed = await promptsAt(process).ask('Client secret (GOOGLE_CLIENT_SECRET of the service):', {
    hidden: true,
  });
  return typed === '' ? undefined : typed;
}

function linksFile({ target, forget }: PlaygroundOptions): string {
  mkdirSync(DATA_DIR, { recursive: true, mode: 0o700 });
  const file = join(DATA_DIR, `${new URL(target).host.replaceAll(/[^a-z0-9.-]/gi, '_')}.json`);
  if (forget) rmSync(file, { force: true });
  return file;
}

function messageOf(error: unknown): string {
  const { code, address, port } = Object(error);
  if (code === 'EADDRINUSE')
    return `Port ${address}:${port} is taken by another program. Choose another one, for example: npm run playground -- --port 9000 …`;
  return error instanceof Error ? error.message : String(error);
}

// By default Node gives up an address after 250 ms.
setDefaultAutoSelectFamilyAttemptTimeout(2000);
main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(messageOf(error));
  process.exitCode = error instanceof StoppedError ? 130 : 1;
});
