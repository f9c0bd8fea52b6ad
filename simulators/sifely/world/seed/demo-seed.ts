import type { Seed } from './seed-schema.ts';

/** Ids of the locks in {@link demoSeed}. */
export const DEMO_LOCKS = {
  frontDoor: 532301,
  backDoor: 532302,
  garage: 532303,
  study: 532304,
  shed: 532305,
  cabin: 532306,
} as const;

/** Ids of the gateways in {@link demoSeed}. */
export const DEMO_GATEWAYS = { hall: 7101, garage: 7102 } as const;

/** The owner of the home in {@link demoSeed}. */
export const DEMO_ACCOUNT = { username: 'demo@example.com', password: 'demo-password' } as const;

/** A home with two gateways and five locks, and people with different access. */
export const demoSeed: Seed = {
  homes: [
    { name: 'Maple Street 12', utcOffsetMinutes: -300, network: 'maple-wifi' },
    { name: 'Lake cabin', utcOffsetMinutes: -300 },
  ],
  accounts: [
    DEMO_ACCOUNT,
    { username: 'guest@example.com', password: 'guest-password' },
    { username: 'empty@example.com', password: 'empty-password' },
    { username: 'cabin@example.com', password: 'cabin-password' },
  ],
  gateways: [
    { gatewayId: DEMO_GATEWAYS.hall, name: 'Hall gateway', home: 'Maple Street 12' },
    { gatewayId: DEMO_GATEWAYS.garage, name: 'Garage gateway', home: 'Maple Street 12' },
  ],
  locks: [
    {
      lockId: DEMO_LOCKS.frontDoor,
      name: 'Front door',
      home: 'Maple Street 12',
      groupName: 'Entrance',
      owner: DEMO_ACCOUNT.username,
      battery: 85,
      gatewayIds: [DEMO_GATEWAYS.hall],
      sharedWith: [{ username: 'guest@example.com' }],
      passcodes: ['Family', 'Cleaner'],
      cards: ['Blue card'],
      fingerprints: ['Right thumb'],
    },
    {
      lockId: DEMO_LOCKS.backDoor,
      name: 'Back door',
      home: 'Maple Street 12',
      groupName: 'Kitchen',
      owner: DEMO_ACCOUNT.username,
      battery: 62,
      gatewayIds: [DEMO_GATEWAYS.hall],
      autoLockSeconds: 30,
      sharedWith: [{ username: 'guest@example.com', remoteEnable: false }],
      passcodes: ['Family'],
    },
    {
      lockId: DEMO_LOCKS.garage,
      name: 'Garage',
      home: 'Maple Street 12',
      groupName: 'Garage',
      owner: DEMO_ACCOUNT.username,
      battery: 18,
      gatewayIds: [DEMO_GATEWAYS.garage],
      sharedWith: [{ username: 'guest@example.com', startDate: 1700000000000, endDate: 1700086400000 }],
    },
    {
      lockId: DEMO_LOCKS.study,
      name: 'Study',
      modelName: 'W200_sim',
      home: 'Maple Street 12',
      groupName: 'Upstairs',
      owner: DEMO_ACCOUNT.username,
      battery: 97,
      wifi: true,
    },
    {
      lockId: DEMO_LOCKS.shed,
      name: 'Garden shed',
      home: 'Maple Street 12',
      owner: DEMO_ACCOUNT.username,
      battery: 40,
    },
    {
      lockId: DEMO_LOCKS.cabin,
      name: 'Cabin door',
      home: 'Lake cabin',
      owner: 'cabin@example.com',
      battery: 55,
      autoLockSeconds: 10,
    },
  ],
};
