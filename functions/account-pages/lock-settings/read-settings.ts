import type { LockControl } from '../../accounts/account.ts';
import { cleanVoice, type LockSettings, MAX_NICKNAMES } from '../../accounts/lock-settings.ts';
import { MAX_NAME_LENGTH, speakable } from '../../locks/spoken-name.ts';
import {
  type HoursProblem,
  readWeeklyHours,
  type TypedHours,
} from '../../pages/forms/weekly-hours-fields.ts';
import { findZone } from '../../schedules/zoned-time.ts';

/** The settings as a person typed them. */
export interface TypedSettings {
  readonly control: LockControl;
  readonly name: string;
  readonly nicknames: string;
  readonly room: string;
  readonly hours: readonly TypedHours[];
  readonly zone: string;
}

/** A fault of a form, with its field. */
export type SettingsProblem =
  | { readonly field: 'name' | 'room'; readonly kind: 'too-long' | 'unspeakable' }
  | { readonly field: 'nicknames'; readonly kind: 'too-long' | 'unspeakable' | 'too-many' }
  | { readonly field: 'hours'; readonly kind: HoursProblem['kind']; readonly hours: HoursProblem }
  | { readonly field: 'zone'; readonly kind: 'unknown-zone' };

/** A form as it was typed, with what it means or its first fault. */
type ReadSettings = { readonly typed: TypedSettings } & (
  | { readonly settings: LockSettings; readonly timeZone: string }
  | { readonly problem: SettingsProblem }
);

/** Commas of all our languages, and what people type in their place. */
const SEPARATOR = /[,;،؛、，；\r\n]+/u;

/** Reads the form of the page. A control that it does not name is the safest. */
export function readSettings(form: URLSearchParams): ReadSettings {
  const text = (name: string) => form.get(name) ?? '';
  const read = readWeeklyHours(form);
  const typed: TypedSettings = {
    control: controlOf(text('control')),
    name: text('name'),
    nicknames: text('nicknames'),
    room: text('room'),
    hours: read.typed,
    zone: text('zone'),
  };
  const nicknames = typed.nicknames.split(SEPARATOR).filter((nickname) => nickname.trim() !== '');
  const problem =
    textProblem('name', [typed.name]) ??
    textProblem('nicknames', nicknames) ??
    (nicknames.length > MAX_NICKNAMES ? ({ field: 'nicknames', kind: 'too-many' } as const) : undefined) ??
    textProblem('room', [typed.room]);
  if (problem !== undefined) return { typed, problem };
  if ('problem' in read) {
    const { problem: hours } = read;
    return { typed, problem: { field: 'hours', kind: hours.kind, hours } };
  }
  const timeZone = findZone(typed.zone);
  if (timeZone === undefined) return { typed, problem: { field: 'zone', kind: 'unknown-zone' } };
  const voice = cleanVoice({ name: typed.name, nicknames, room: typed.room });
  return { typed, settings: { control: typed.control, quietHours: read.hours, voice }, timeZone };
}

function controlOf(value: string): LockControl {
  return value === 'unlock' || value === 'lock' ? value : 'tell';
}

function textProblem(
  field: 'name' | 'nicknames' | 'room',
  texts: readonly string[],
): { readonly field: typeof field; readonly kind: 'too-long' | 'unspeakable' } | undefined {
  const given = texts.filter((text) => text.trim() !== '');
  // Two more than Google takes: a name is never cut unseen.
  if (given.some((text) => [...speakable(text, MAX_NAME_LENGTH + 2)].length > MAX_NAME_LENGTH))
    return { field, kind: 'too-long' };
  return given.some((text) => speakable(text) === '') ? { field, kind: 'unspeakable' } : undefined;
}
