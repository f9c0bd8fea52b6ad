import type { Seed, SimulatorOptions } from '../../../simulators/sifely/index.ts';
import { SeededRandom } from '../../simulation/seeded-random.ts';

/** Names of accounts. The product makes 25 calls a minute to Sifely for one of them: each has few commands. */
export const HOMES = Array.from({ length: 20 }, (_, index) => `home-${index}`);

/** Returns homes with locks behind gateways. `behind`: how many locks there are at each gateway of a home, at most ten in all. */
export function rowOfHomes(behind: readonly number[] = [2]): Seed {
  const gatewayOf = (home: number, gateway: number) => 9000 + 10 * home + gateway;
  return {
    accounts: HOMES.map((name) => ({ username: `${name}@example.com`, password: `${name}-password` })),
    gateways: HOMES.flatMap((name, home) =>
      behind.map((_, gateway) => ({
        gatewayId: gatewayOf(home, gateway),
        name: `Gateway ${gateway} of ${name}`,
      })),
    ),
    locks: HOMES.flatMap((name, home) =>
      behind
        .flatMap((count, gateway) => Array.from({ length: count }, () => gatewayOf(home, gateway)))
        .map((gatewayId, index) => ({
          ...{
            lockId: 1000 + 10 * home + index,
            name: `Door ${home} ${index}`,
            owner: `${name}@example.com`,
          },
          gatewayIds: [gatewayId],
        })),
    ),
  };
}

/** Returns a simulated Sifely of {@link rowOfHomes} whose gateways, bolts and records need a fraction of their real times. */
export function quickHomes(seed: number): SimulatorOptions {
  return {
    seed: rowOfHomes(),
    random: new SeededRandom(seed),
    timing: {
      ...{ operationMs: [50, 1200], moveMs: [20, 200], stateLagMs: [0, 300], recordMs: [50, 400] },
      timeoutMs: 3000,
    },
  };
}
