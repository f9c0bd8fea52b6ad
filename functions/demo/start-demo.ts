import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import type { GoogleSimulator } from '../../simulators/google/index.ts';
import type { OpenPlayground, PlaygroundDeps } from '../../simulators/google/playground/index.ts';
import type { SifelySimulator } from '../../simulators/sifely/index.ts';
import type { Clock } from '../clock.ts';
import type { Random } from '../random.ts';
import { DEMO_CLIENT_ID, type DemoFacts } from './demo-environment.ts';
import { demoSecrets } from './demo-secrets.ts';

interface DemoOptions {
  /** The address on which the product already listens. */
  readonly publicUrl: string;
  /** The product's `PORT`; the clouds use the next two, or any free ports if it is 0. */
  readonly port: number;
  readonly dataDir: string;
  readonly random: Random;
}

export interface Demo {
  readonly sifely: SifelySimulator;
  readonly google: GoogleSimulator;
  readonly facts: DemoFacts;
  /** The clock of both clouds and of the product: a person can move it forward. */
  readonly clock: Clock;
  /** Puts the playground in front of the product: at `/` is its page. */
  inFront(product: RequestListener, deps: Required<Pick<PlaygroundDeps, 'webhookUrl'>>): RequestListener;
  /** Ends the events of the playground's pages, for which a server that stops would wait. */
  endStreams(): void;
  close(): Promise<void>;
}

/** A demo that runs for days must not grow: its clouds remember so many calls. */
const MAX_REMEMBERED = 1000;

/** Starts both clouds on loopback, with state under `dataDir`; loads them only now. Throws Node's error if a port is taken. */
export async function startDemo({ publicUrl, port, dataDir, random }: DemoOptions): Promise<Demo> {
  const { DEMO_ACCOUNT, SifelySimulator } = await import('../../simulators/sifely/index.ts');
  const { GoogleSimulator } = await import('../../simulators/google/index.ts');
  const { openPlayground, openPlayClock } = await import('../../simulators/google/playground/index.ts');
  const secrets = demoSecrets(dataDir, random);
  const clock = openPlayClock(join(dataDir, 'demo-clock.json'));
  const sifely = await SifelySimulator.start({
    port: port === 0 ? 0 : port + 1,
    clock,
    maxRemembered: MAX_REMEMBERED,
    stateFile: join(dataDir, 'demo-sifely.json'),
  });
  try {
    const google = await GoogleSimulator.start({
      fulfillmentUrl: `${publicUrl}/smarthome`,
      authorizeUrl: `${publicUrl}/oauth/authorize`,
      tokenUrl: `${publicUrl}/oauth/token`,
      revokeUrl: `${publicUrl}/oauth/revoke`,
      clientId: DEMO_CLIENT_ID,
      clientSecret: secrets.googleClientSecret,
      port: port === 0 ? 0 : port + 2,
      clock,
      maxRemembered: MAX_REMEMBERED,
      returnTo: `${publicUrl}/`,
      stateFile: join(dataDir, 'demo-google.json'),
    });
    const facts: DemoFacts = {
      publicUrl,
      sifelyUrl: sifely.url,
      homegraphUrl: google.homegraphUrl,
      redirectUri: google.redirectUri,
      ...secrets,
    };
    let playground: OpenPlayground | undefined;
    return {
      ...{ sifely, google, facts, clock },
      inFront(product, { webhookUrl }) {
        const world = { sifely, username: DEMO_ACCOUNT.username };
        playground = openPlayground({ google, clock, publicUrl, world, webhookUrl }, product);
        return playground.handle;
      },
      endStreams: () => playground?.close(),
      async close() {
        await Promise.all([sifely.close(), google.close()]);
      },
    };
  } catch (error) {
    await sifely.close();
    throw error;
  }
}
