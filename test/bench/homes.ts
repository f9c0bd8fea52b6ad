import type { Seed } from '../../simulators/sifely/index.ts';

/** An account of the simulated Sifely with its locks. */
export interface Home {
  readonly name: string;
  readonly username: string;
  readonly lockIds: readonly string[];
  /** True if unlocking needs {@link PIN}. */
  readonly hasPin: boolean;
}

/** Counts of locks in a QUERY. */
export const LOCK_COUNTS = [1, 5, 20, 50] as const;
/** Counts of locks in a SYNC. */
export const SYNC_COUNTS = [5, 50, 200] as const;
/** Count of homes with one lock each; several, because the calls of one account in a minute are limited. */
export const DOORS = 150;

export const PASSWORD = 'bench-password';
export const PIN = '4711';

/** The homes of a simulator, and the seed that makes them. */
export function makeHomes(): { readonly seed: Seed; readonly homes: readonly Home[] } {
  const homes: Home[] = [];
  const accounts: Seed['accounts'] = [];
  const gateways: NonNullable<Seed['gateways']> = [];
  const locks: NonNullable<Seed['locks']> = [];
  let nextId = 1000;
  const add = (name: string, lockCount: number, gatewayCount: number) => {
    const username = `${name}@example.com`;
    accounts.push({ username, password: PASSWORD });
    const gatewayIds = Array.from({ length: gatewayCount }, () => ++nextId);
    for (const gatewayId of gatewayIds) gateways.push({ gatewayId, name: `Gateway ${gatewayId}` });
    const lockIds = Array.from({ length: lockCount }, () => ++nextId);
    for (const [index, lockId] of lockIds.entries()) {
      const own = gatewayIds[index % gatewayCount] ?? 0;
      locks.push({ lockId, name: `Door ${lockId}`, owner: username, gatewayIds: [own] });
    }
    homes.push({ name, username, lockIds: lockIds.map(String), hasPin: name.startsWith('door') });
  };
  for (const count of LOCK_COUNTS) add(`spread-${count}`, count, count);
  for (const count of LOCK_COUNTS) add(`shared-${count}`, count, 1);
  for (const count of SYNC_COUNTS) add(`sync-${count}`, count, 1);
  for (let index = 0; index < DOORS; index++) add(`door-${index}`, 1, 1);
  return { seed: { accounts, gateways, locks }, homes };
}
