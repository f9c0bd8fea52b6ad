import type { Seed } from '../../simulators/sifely/index.ts';
import { type Home, PASSWORD } from '../bench/homes.ts';

/** Returns homes of one lock and one gateway each, and the seed that makes them. */
export function loadHomes(count: number): { readonly seed: Seed; readonly homes: readonly Home[] } {
  const numbers = Array.from({ length: count }, (_, index) => index);
  const lockId = (index: number) => 100_000 + index;
  const gatewayId = (index: number) => 500_000 + index;
  const username = (index: number) => `home-${index}@example.com`;
  return {
    seed: {
      accounts: numbers.map((index) => ({ username: username(index), password: PASSWORD })),
      gateways: numbers.map((index) => ({ gatewayId: gatewayId(index), name: 'Hall' })),
      locks: numbers.map((index) => ({
        ...{ lockId: lockId(index), name: 'Front door', owner: username(index) },
        gatewayIds: [gatewayId(index)],
      })),
    },
    homes: numbers.map((index) => ({
      ...{ name: `home-${index}`, username: username(index), lockIds: [`${lockId(index)}`] },
      hasPin: true,
    })),
  };
}
