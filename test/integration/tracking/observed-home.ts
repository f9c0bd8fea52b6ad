import type { Accounts, LoadedAccount } from '../../../functions/accounts/accounts.ts';
import { createAccounts } from '../../../functions/accounts/create-accounts.ts';
import type { LockState } from '../../../functions/locks/account-state.ts';
import { CallMeter } from '../../../functions/locks/call-usage.ts';
import { createLogger } from '../../../functions/logs/create-logger.ts';
import { systemRandom } from '../../../functions/random.ts';
import { DEMO_LOCKS, type WebhookSettings } from '../../../simulators/sifely/index.ts';
import { NO_LISTENERS } from '../../support/no-listeners.ts';
import { testConfig } from '../../support/test-config.ts';
import { World, type WorldOptions } from '../../support/world.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const FRONT = String(DEMO_LOCKS.frontDoor);
export const BACK = String(DEMO_LOCKS.backDoor);
export const STUDY = String(DEMO_LOCKS.study);
const OWNER = 'demo@example.com';

/** A linked home whose webhooks and reports a test can control and read. */
export class ObservedHome {
  readonly world: World;
  readonly accounts: Accounts;
  readonly #webhookUrl: string;

  private constructor(world: World, accounts: Accounts, webhookUrl: string) {
    this.world = world;
    this.accounts = accounts;
    this.#webhookUrl = webhookUrl;
  }

  /** Links a home of some locks and lets four minutes pass: only jobs that are due later are left. */
  static async start(locks: readonly string[] = [FRONT], options: WorldOptions = {}): Promise<ObservedHome> {
    const world = await World.start(options);
    await world.link('alice', { locks });
    const { encryptionKeys } = testConfig({
      publicUrl: world.url,
      profile: 'oauth',
      sifelyUrl: world.sifely.url,
      redirectUri: '',
      homegraphUrl: world.google.homegraphUrl,
    });
    const accounts = createAccounts({
      store: world.store,
      clock: world.clock,
      random: systemRandom,
      config: { encryptionKeys },
      profile: 'oauth',
      ...NO_LISTENERS,
      calls: new CallMeter(),
      logger: createLogger({ format: 'cloud', level: 'error', clock: world.clock }),
    });
    const home = new ObservedHome(world, accounts, await webhookUrlOf(world, accounts));
    await world.pass(2 * MINUTE);
    await world.google.user().query();
    await world.pass(2 * MINUTE);
    world.sifely.clearCalls();
    return home;
  }

  get accountId(): string {
    return this.world.google.user().agentUserId ?? '';
  }

  get webhookUrl(): string {
    return this.#webhookUrl;
  }

  /** Makes Sifely post the owner's events to this account's address. */
  sendWebhooks(settings: Partial<WebhookSettings> = {}): void {
    this.world.sifely.webhooks(OWNER, { url: this.#webhookUrl, ...settings });
  }

  /** Posts a body to the webhook address. */
  post(body: string | Buffer, contentType = 'application/json', url = this.#webhookUrl): Promise<Response> {
    return fetch(url, { method: 'POST', headers: { 'content-type': contentType }, body });
  }

  /** Posts an event that never took place, as an attacker who knows the address could. */
  async forge(lockId: string, record: Readonly<Record<string, unknown>>): Promise<void> {
    const now = this.world.clock.now();
    const records = [{ lockId: Number(lockId), success: 1, lockDate: now, serverDate: now, ...record }];
    await this.post(JSON.stringify({ lockId, notifyType: '1', records }));
  }

  /** Delivers webhooks, runs their jobs and lets time pass. */
  async pass(ms: number): Promise<void> {
    await this.world.sifely.flushWebhooks();
    await this.world.pass(ms);
    await this.world.sifely.flushWebhooks();
    await this.world.runDueJobs();
  }

  /** Lets time pass with the schedule ticking every minute. */
  async passTicking(ms: number, step = MINUTE): Promise<void> {
    for (let passed = 0; passed < ms; passed += step) {
      await this.world.app.tick();
      await this.pass(Math.min(step, ms - passed));
    }
  }

  async loaded(): Promise<LoadedAccount> {
    const loaded = await this.accounts.load(this.accountId);
    if (loaded === undefined) throw new Error('the account is gone');
    return loaded;
  }

  /** Returns the stored state of a lock. */
  async known(lockId = FRONT): Promise<LockState | undefined> {
    return (await this.loaded()).states.locks[lockId];
  }

  /** Returns the states of a lock at Google. */
  atGoogle(lockId = FRONT): Readonly<Record<string, unknown>> | undefined {
    return this.world.google.homegraph.states(this.accountId, lockId);
  }

  /** Returns the calls to Sifely since the last `clearCalls`, such as `lockRecord/list`. */
  calls(): string[] {
    return this.world.sifely.calls.map(({ endpoint }) => endpoint.replace('/v3/', ''));
  }

  async close(): Promise<void> {
    await this.world.close();
  }
}

async function webhookUrlOf(world: World, accounts: Accounts): Promise<string> {
  const loaded = await accounts.load(world.google.user().agentUserId ?? '');
  if (loaded === undefined) throw new Error('the account is gone');
  return `${world.url}/webhooks/sifely/${accounts.webhookSegment(loaded.account)}`;
}
