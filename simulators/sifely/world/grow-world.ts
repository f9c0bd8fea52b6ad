import { createHash } from 'node:crypto';
import type { Random } from '../../../functions/random.ts';
import { md5 } from '../secrets.ts';
import { growContents, momentOf } from './grow-contents.ts';
import type { CompleteSeed } from './seed/seed-schema.ts';
import type { AccountState, EKey, LockState, World } from './world.ts';

/** The number of the first account; the others follow in their order. */
export const FIRST_UID = 1_000_001;
/** The battery of a door's sensor in percent. */
export const SENSOR_BATTERY = 90;

/** Creates an API key. */
export function newApiKey(random: Random): string {
  return `sk-${random.bytes(24).toString('hex')}`;
}

/** Creates the world of a seed, as of `now`. */
export function growWorld(seed: CompleteSeed, now: number, random: Random): World {
  const world: World = {
    seedHash: createHash('sha256').update(JSON.stringify(seed)).digest('hex'),
    nextId: 20_001,
    accounts: new Map(),
    gateways: new Map(),
    locks: new Map(),
    keys: [],
    groups: [],
    accessTokens: new Map(),
    refreshTokens: new Map(),
    codes: new Map(),
    pending: [],
  };
  for (const account of seed.accounts) addAccount(world, account, random);
  const homes = new Map(seed.homes.map((home) => [home.name, home]));
  for (const { home, network, ...gateway } of seed.gateways)
    world.gateways.set(String(gateway.gatewayId), {
      ...gateway,
      mac: macOf(`gateway ${gateway.gatewayId}`),
      network: network ?? homes.get(home ?? '')?.network ?? 'home-wifi',
      busy: false,
      timesOut: false,
    });
  for (const lock of seed.locks) {
    addLock(world, lock, homes.get(lock.home ?? '')?.utcOffsetMinutes ?? 0, now);
    addKeys(world, lock, now);
  }
  return world;
}

/** Adds an account and returns it. */
export function addAccount(
  world: World,
  { username, password, profiles, plan, webhook }: CompleteSeed['accounts'][number],
  random: Random,
): AccountState {
  const account: AccountState = {
    username,
    password,
    uid: FIRST_UID + world.accounts.size,
    profiles,
    plan,
    ...(webhook && { webhook }),
    clientId: `cli_${md5(username).slice(0, 16)}`,
    apiKey: newApiKey(random),
    used: { month: '', calls: 0 },
  };
  world.accounts.set(username, account);
  return account;
}

function addLock(world: World, seed: CompleteSeed['locks'][number], utcOffsetMinutes: number, now: number) {
  const { sharedWith: _, home: __, groupName: ___, doorSensor, ...facts } = seed;
  const lock: LockState = {
    ...facts,
    mac: macOf(`lock ${seed.lockId}`),
    utcOffsetMinutes,
    initialisedAt: now - 30 * 86_400_000,
    hasGateway: seed.gatewayIds.length > 0,
    online: true,
    shown: seed.bolt,
    movement: 0,
    shownMovement: 0,
    records: [],
    unsent: [],
    ...growContents({ lock: seed, now, nextId: () => world.nextId++ }),
    ...(doorSensor && { doorSensor: { open: false, battery: SENSOR_BATTERY } }),
  };
  world.locks.set(String(seed.lockId), lock);
}

function addKeys(world: World, seed: CompleteSeed['locks'][number], now: number) {
  const { lockId, owner } = seed;
  const base = { lockId, sender: owner, remarks: '', sentAt: now - 30 * 86_400_000, keyName: seed.name };
  const own: EKey = {
    ...base,
    keyId: world.nextId++,
    username: owner,
    admin: true,
    keyRight: 0,
    keyStatus: '110401',
    startDate: 0,
    endDate: 0,
    remoteEnable: true,
    ...groupOf(world, owner, seed.groupName),
  };
  world.keys.push(own);
  for (const {
    username,
    startDate,
    endDate,
    remoteEnable,
    keyStatus,
    authorizedAdmin,
    groupName,
    recurs,
  } of seed.sharedWith)
    world.keys.push({
      ...base,
      keyId: world.nextId++,
      username,
      admin: false,
      keyRight: authorizedAdmin ? 1 : 0,
      keyStatus,
      startDate: momentOf(startDate, now),
      endDate: momentOf(endDate, now),
      ...(recurs && {
        recurs: {
          ...recurs,
          startDay: momentOf(recurs.startDay, now),
          endDay: momentOf(recurs.endDay, now),
        },
      }),
      remoteEnable,
      ...groupOf(world, username, groupName),
    });
}

function groupOf(world: World, owner: string, name: string | undefined): { groupId?: number } {
  if (name === undefined) return {};
  const known = world.groups.find((group) => group.owner === owner && group.name === name);
  if (known) return { groupId: known.groupId };
  const groupId = world.nextId++;
  world.groups.push({ groupId, owner, name });
  return { groupId };
}

/** Returns a hardware address that is unique to `what`, and repeatable. */
export function macOf(what: string): string {
  return (md5(what).slice(0, 12).match(/../g) ?? []).join(':').toUpperCase();
}
