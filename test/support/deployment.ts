import { randomBytes } from 'node:crypto';
import { FirestoreSimulator } from '../../simulators/firestore/firestore-simulator.ts';
import type { HomeGraphCall } from '../../simulators/google/home-graph/home-graph.ts';
import { GoogleSimulator, Person } from '../../simulators/google/index.ts';
import {
  DEMO_LOCKS,
  INSTANT_TIMING,
  SifelySimulator,
  type SimulatorOptions,
} from '../../simulators/sifely/index.ts';
import { walkThroughLinking } from './link-walk.ts';

/** So long that a match in a log is no coincidence. */
export const PIN = '80417263';

/** The servers that a deployed product needs (both clouds and a Firestore), and the environment that points to them. */
export class Surroundings {
  readonly sifely: SifelySimulator;
  readonly firestore: FirestoreSimulator;
  readonly google: GoogleSimulator;
  /** The settings of the product, without secrets. */
  readonly env: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;

  private constructor(deps: Pick<Surroundings, 'sifely' | 'firestore' | 'google' | 'env' | 'secrets'>) {
    this.sifely = deps.sifely;
    this.firestore = deps.firestore;
    this.google = deps.google;
    this.env = deps.env;
    this.secrets = deps.secrets;
  }

  /** `publicUrl`: the address at which the caller will start the product. */
  static async start(publicUrl: string, sifelyOptions: SimulatorOptions = {}): Promise<Surroundings> {
    const secrets = {
      ENCRYPTION_KEYS: `k1:${randomBytes(32).toString('base64')}`,
      GOOGLE_CLIENT_SECRET: 'a-client-secret-of-the-deployment-tests',
    };
    const sifely = await SifelySimulator.start({ timing: INSTANT_TIMING, ...sifelyOptions });
    const firestore = await FirestoreSimulator.start();
    const google = await GoogleSimulator.start({
      fulfillmentUrl: `${publicUrl}/smarthome`,
      authorizeUrl: `${publicUrl}/oauth/authorize`,
      tokenUrl: `${publicUrl}/oauth/token`,
      revokeUrl: `${publicUrl}/oauth/revoke`,
      clientId: 'google-client',
      clientSecret: secrets.GOOGLE_CLIENT_SECRET,
    });
    const env = {
      PUBLIC_URL: publicUrl,
      SIFELY_PROFILE: 'oauth',
      SIFELY_CLIENT_ID: 'test-client',
      SIFELY_BASE_URL: sifely.url,
      GOOGLE_CLIENT_ID: 'google-client',
      OAUTH_REDIRECT_URIS: google.redirectUri,
      HOMEGRAPH_URL: google.homegraphUrl,
    };
    return new Surroundings({ sifely, firestore, google, env, secrets });
  }

  /**
   * Links an account, unlocks a door by voice and unlinks, with an expectation at each step. `whileLinked` runs before the
   * unlinking.
   */
  async linkAndUnlock(whileLinked?: () => Promise<void>): Promise<void> {
    const alice = this.google.user('alice');
    const linked = await alice.linkAs(new Person(), (person) => walkThroughLinking(person, { pin: PIN }));
    expect(linked.linked).toBe(true);
    expect([...alice.devices.keys()]).toContain(String(DEMO_LOCKS.frontDoor));
    expect(this.sifely.lock(DEMO_LOCKS.frontDoor).bolt).toBe('locked');
    const asked = await alice.unlock('Front door');
    expect(asked.challenge).toBe('pinNeeded');
    expect(this.sifely.lock(DEMO_LOCKS.frontDoor).bolt).toBe('locked');
    const unlocked = await alice.unlock('Front door', { pin: PIN });
    expect(unlocked.status).toBe('SUCCESS');
    expect(this.sifely.lock(DEMO_LOCKS.frontDoor).bolt).toBe('unlocked');
    const documents = this.firestore.documents.map(({ name }) => name.split('/').at(-2));
    expect(documents).toEqual(expect.arrayContaining(['accounts', 'states', 'identities']));
    await whileLinked?.();
    await alice.disconnect();
    expect(this.firestore.documents.filter(({ name }) => /\/accounts\//.test(name))).toEqual([]);
  }

  /** Waits for a report that the front door is unlocked. */
  async reported(): Promise<void> {
    const frontDoor = new RegExp(`"${DEMO_LOCKS.frontDoor}":\\{[^}]*"isLocked":false`);
    const isReport = ({ method, status, body }: HomeGraphCall) =>
      method === 'reportStateAndNotification' && status === 200 && frontDoor.test(JSON.stringify(body));
    const giveUpAt = performance.now() + 20_000;
    while (!this.google.homegraph.calls.some(isReport)) {
      if (performance.now() > giveUpAt) {
        throw new Error(`Google received only ${JSON.stringify(this.google.homegraph.calls)}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.google.close(), this.sifely.close(), this.firestore.close()]);
  }
}
