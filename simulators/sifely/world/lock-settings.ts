import type { LockState } from './world.ts';

/** A setting of a lock, by its type on the wire. */
export interface SettingRule {
  /** Its field in the lock's detail; absent if the detail does not have it. */
  readonly field?: string;
  readonly initial: number;
  readonly least: number;
  readonly most: number;
  /** True if the lock answers for it through a gateway. */
  readonly isRead: boolean;
  /** True if a phone must write it. */
  readonly byPhoneOnly?: boolean;
  /** The equipment that it needs. */
  readonly needs?: 'wifi' | 'doorSensor';
}

/** For on and off: 1 and 2; for the direction of opening: left and right. */
const SWITCH = { least: 1, most: 2 } as const;
const MAX_WARNING_SECONDS = 86_400;

/** The type of the setting that warns of a door that stays open, in seconds; 0 for never. */
export const DOOR_WARNING = 11;

/** The settings of the platform's `lock/updateSetting`, by type. */
export const SETTING_RULES: Readonly<Record<number, SettingRule>> = {
  2: { field: 'privacyLock', initial: 2, ...SWITCH, isRead: true },
  3: { field: 'tamperAlert', initial: 1, ...SWITCH, isRead: true },
  4: { field: 'resetButton', initial: 1, ...SWITCH, isRead: true },
  6: { field: 'lockSound', initial: 1, ...SWITCH, isRead: false },
  7: { field: 'openDirection', initial: 1, ...SWITCH, isRead: true },
  8: { field: 'soundVolume', initial: 3, least: 1, most: 5, isRead: false },
  10: { initial: 2, ...SWITCH, isRead: false, byPhoneOnly: true, needs: 'wifi' },
  [DOOR_WARNING]: { initial: 0, least: 0, most: MAX_WARNING_SECONDS, isRead: false, needs: 'doorSensor' },
  12: { initial: 2, ...SWITCH, isRead: false },
};

/** Returns the value of a setting in the lock. */
export function settingOf(lock: LockState, type: number): number {
  return lock.settings?.[type] ?? SETTING_RULES[type]?.initial ?? 0;
}

/** Returns the settings that the cloud lists in a lock's detail, by field. */
export function listedSettings(lock: LockState): Record<string, number> {
  const fields: Record<string, number> = {};
  for (const [type, { field }] of Object.entries(SETTING_RULES))
    if (field !== undefined)
      fields[field] = lock.listed?.settings?.[Number(type)] ?? settingOf(lock, Number(type));
  return fields;
}

/** True if a lock has the equipment that a setting needs. */
export function supports(lock: LockState, { needs }: SettingRule): boolean {
  if (needs === 'wifi') return lock.wifi;
  return needs === undefined || lock.doorSensor !== undefined;
}
