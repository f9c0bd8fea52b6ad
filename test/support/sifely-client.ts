import type { CloudCredentials, CredentialStore } from '../../functions/locks/lock-cloud.ts';
import type { LogFields, Logger } from '../../functions/logs/logger.ts';
import { systemRandom } from '../../functions/random.ts';
import { createSifelyCloud } from '../../functions/sifely/index.ts';
import { INSTANT_TIMING, SifelySimulator, type SimulatorOptions } from '../../simulators/sifely/index.ts';
import { OffsetClock } from './offset-clock.ts';

export type Profile = 'oauth' | 'api-key';

const running: SifelySimulator[] = [];

/** Closes the simulated Sifely of every client. */
export async function closeSifelyClients(): Promise<void> {
  await Promise.all(running.splice(0).map((simulator) => simulator.close()));
}

/** Starts a simulated Sifely and our client of it, with its log and a way to sign in. */
export async function startSifelyClient(
  profile: Profile,
  options: SimulatorOptions = {},
  clock = new OffsetClock(),
) {
  const sifely = await SifelySimulator.start({
    clock,
    timing: INSTANT_TIMING,
    profiles: [profile],
    ...options,
  });
  running.push(sifely);
  const lines: unknown[] = [];
  const log = (message: string, fields?: LogFields) => void lines.push({ message, fields });
  const logger: Logger = { debug: log, info: log, warn: log, error: log };
  const access = createSifelyCloud({
    profile,
    baseUrl: sifely.url,
    clientId: 'our-client',
    callsPerMinute: 200,
    clock,
    random: systemRandom,
    logger,
  });
  const signIn = async (username = 'demo@example.com', password = 'demo-password') => {
    const { credentials, user } = await access.signIn(username, password);
    const kept: { stored: CloudCredentials } = { stored: credentials };
    const credentialStore = (): CredentialStore => ({
      owner: user,
      credentials: kept.stored,
      reload: async () => kept.stored,
      save: async (renewed) => {
        kept.stored = renewed;
      },
    });
    return { user, kept, credentialStore };
  };
  return { sifely, clock, access, lines, signIn };
}
