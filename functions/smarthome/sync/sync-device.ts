import type { AccountLock } from '../../accounts/account.ts';
import type { BatteryLevel, ListedLock } from '../../locks/account-state.ts';
import { speakable } from '../../locks/spoken-name.ts';
import { spokenNames } from './device-names.ts';

interface DescribedLock {
  readonly lockId: string;
  readonly listed: ListedLock;
  readonly details: AccountLock;
  readonly battery: BatteryLevel | undefined;
}

/** A device of a SYNC answer (/cloud-to-cloud/integration/sync). */
export interface SyncDevice {
  readonly id: string;
  readonly type: 'action.devices.types.LOCK';
  readonly traits: readonly string[];
  readonly name: {
    readonly name: string;
    readonly defaultNames: readonly string[];
    readonly nicknames: readonly string[];
  };
  readonly willReportState: true;
  readonly notificationSupportedByAgent: true;
  readonly roomHint?: string;
  readonly deviceInfo: {
    readonly manufacturer: 'Sifely';
    readonly model?: string;
    readonly hwVersion?: string;
    readonly swVersion?: string;
  };
  /** LockUnlock has none. */
  readonly attributes?: { readonly queryOnlyEnergyStorage: true; readonly isRechargeable: false };
}

const LOCK_UNLOCK = 'action.devices.traits.LockUnlock';
const ENERGY_STORAGE = 'action.devices.traits.EnergyStorage';

/** Describes locks for SYNC, in the order of their ids, so that the answer is the same each time. */
export function syncDevices(locks: readonly DescribedLock[]): SyncDevice[] {
  const ordered = [...locks].sort((a, b) => byId(a.lockId, b.lockId));
  const names = spokenNames(ordered.map(({ listed, details: { voice } }) => ({ ...listed, voice })));
  const home = homeGroup(ordered);
  return ordered.map((lock, index) => {
    const { name, nicknames } = names[index] ?? { name: 'Lock', nicknames: [] };
    return describe(lock, name, nicknames, home);
  });
}

function describe(
  { lockId, listed, details, battery }: DescribedLock,
  name: string,
  nicknames: readonly string[],
  home: string | undefined,
): SyncDevice {
  const room = speakable(details.voice?.room ?? '') || roomHint(listed, name, home);
  const model = details.model ?? modelOf(listed.modelName);
  return {
    id: lockId,
    type: 'action.devices.types.LOCK',
    traits: battery === undefined ? [LOCK_UNLOCK] : [LOCK_UNLOCK, ENERGY_STORAGE],
    name: { name, defaultNames: defaultNames(model), nicknames },
    willReportState: true,
    notificationSupportedByAgent: true,
    ...(room !== undefined && { roomHint: room }),
    deviceInfo: {
      manufacturer: 'Sifely',
      ...(model !== undefined && { model }),
      ...(details.hardwareVersion !== undefined && { hwVersion: details.hardwareVersion }),
      ...(details.firmwareVersion !== undefined && { swVersion: details.firmwareVersion }),
    },
    ...(battery !== undefined && {
      attributes: { queryOnlyEnergyStorage: true, isRechargeable: false },
    }),
  };
}

/** Returns the model in a Bluetooth name such as `M102_ed8e8d`, which ends in the address of the lock. */
function modelOf(modelName: string | undefined): string | undefined {
  return speakable((modelName ?? '').replace(/_[0-9a-f]{6}$/i, '')) || undefined;
}

function defaultNames(model: string | undefined): string[] {
  return model === undefined ? ['Sifely smart lock'] : ['Sifely smart lock', speakable(`Sifely ${model}`)];
}

/** A group that contains all locks, if there are several, is the home or a building, not a room. */
function homeGroup(locks: readonly DescribedLock[]): string | undefined {
  const groups = new Set(locks.map(({ listed }) => listed.groupName));
  const [group] = groups;
  return locks.length > 1 && groups.size === 1 ? group : undefined;
}

const NO_ROOM = /^(my |the )?(home|house|default|default group|ungrouped|none|all|all locks|locks)$/i;

function roomHint({ groupName }: ListedLock, name: string, home: string | undefined): string | undefined {
  if (groupName === undefined || groupName === home) return undefined;
  const room = speakable(groupName);
  const isRoom = room !== '' && !NO_ROOM.test(room) && room.toLowerCase() !== name.toLowerCase();
  return isRoom ? room : undefined;
}

/** Compares ids of decimal digits as numbers, without losing precision. */
function byId(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}
