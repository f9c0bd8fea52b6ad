import type { Seed } from '../../simulators/sifely/index.ts';
import { OWNER } from './home.ts';

const owned = {
  owner: OWNER.username,
  passcodes: ['Cleaner'],
  cards: ['Grey card'],
  fingerprints: ['Thumb'],
};

/** Six locks behind three gateways and one on Wi-Fi; three of them lock themselves. */
export const BIG_HOME: Omit<Seed, 'accounts'> = {
  gateways: [
    { gatewayId: 9001, name: 'Hall' },
    { gatewayId: 9002, name: 'Garage' },
    { gatewayId: 9003, name: 'Garden' },
  ],
  locks: [
    { ...owned, lockId: 101, name: 'Front door', gatewayIds: [9001] },
    { ...owned, lockId: 102, name: 'Back door', gatewayIds: [9001, 9002], autoLockSeconds: 30 },
    { ...owned, lockId: 103, name: 'Garage', gatewayIds: [9002], autoLockSeconds: 300 },
    { ...owned, lockId: 104, name: 'Cellar', gatewayIds: [9002] },
    { ...owned, lockId: 105, name: 'Guest house', gatewayIds: [9003], autoLockSeconds: 120 },
    { ...owned, lockId: 106, name: 'Gate', wifi: true },
  ],
};

/** One lock behind one gateway. */
export const SMALL_HOME: Omit<Seed, 'accounts'> = {
  gateways: [{ gatewayId: 9001, name: 'Hall' }],
  locks: [{ ...owned, lockId: 101, name: 'Front door', gatewayIds: [9001], autoLockSeconds: 30 }],
};

const CABINS = Array.from({ length: 40 }, (_, index) => index);

/** Forty locks behind eight gateways, none of which locks itself. */
export const HOLIDAY_PARK: Omit<Seed, 'accounts'> = {
  gateways: CABINS.slice(0, 8).map((index) => ({ gatewayId: 9001 + index, name: `Row ${index + 1}` })),
  locks: CABINS.map((index) => ({
    ...owned,
    ...{ lockId: 101 + index, name: `Cabin ${index + 1}`, gatewayIds: [9001 + (index % 8)] },
  })),
};

/** Two gateways with two locks each. */
export const PAIRED_HOME: Omit<Seed, 'accounts'> = {
  gateways: [
    { gatewayId: 9001, name: 'Hall' },
    { gatewayId: 9002, name: 'Garage' },
  ],
  locks: [
    { ...owned, lockId: 101, name: 'Front door', gatewayIds: [9001] },
    { ...owned, lockId: 102, name: 'Back door', gatewayIds: [9001] },
    { ...owned, lockId: 103, name: 'Garage', gatewayIds: [9002] },
    { ...owned, lockId: 104, name: 'Cellar', gatewayIds: [9002] },
  ],
};
