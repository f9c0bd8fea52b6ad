import { join } from 'node:path';
import type { GoogleSimulator } from '../../simulators/google/index.ts';
import type { SifelySimulator } from '../../simulators/sifely/index.ts';
import type { Random } from '../random.ts';
import { DEMO_CLIENT_ID, type DemoFacts } from './demo-environment.ts';
import { demoSecrets } from './demo-secrets.ts';

/** What {@link startDemo} needs to know of the product that it surrounds. */
interface DemoOptions {
  /** Where the product listens already. */
  readonly publicUrl: string;
  /** The port that the product was asked to take; the clouds take the two behind it, or any when it is 0. */
  readonly port: number;
  readonly dataDir: string;
  readonly random: Random;
}

/** Both simulated clouds, running. */
export interface Demo {
  readonly sifely: SifelySimulator;
  readonly google: GoogleSimulator;
  readonly facts: DemoFacts;
  close(): Promise<void>;
}

/**
 * Starts a Sifely cloud and a Google on loopback, with what they remember under `dataDir`. Simulators are loaded here and
 * nowhere else in the product. Rejects with Node's error (`code`, `port`) when a port is taken.
 */
export async function startDemo({ publicUrl, port, dataDir, random }: DemoOptions): Promise<Demo> {
  const { SifelySimulator } = await import('../../simulators/sifely/index.ts');
  const { GoogleSimulator } = await import('../../simulators/google/index.ts');
  const secrets = demoSecrets(dataDir, random);
  const sifely = await SifelySimulator.start({
    port: port === 0 ? 0 : port + 1,
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
      stateFile: join(dataDir, 'demo-google.json'),
    });
    const facts: DemoFacts = {
      publicUrl,
      sifelyUrl: sifely.url,
      homegraphUrl: google.homegraphUrl,
      redirectUri: google.redirectUri,
      ...secrets,
    };
    return { sifely, google, facts, close: () => closeBoth(sifely, google) };
  } catch (error) {
    await sifely.close();
    throw error;
  }
}

async function closeBoth(sifely: SifelySimulator, google: GoogleSimulator): Promise<void> {
  await Promise.all([sifely.close(), google.close()]);
}
