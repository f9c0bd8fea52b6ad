import type { DoorView, GuestView } from '../../guests/guest-view.ts';
import { MAX_DOORS, MAX_GUESTS } from '../../guests/guests.ts';
import type { Words } from '../../languages/words.ts';
import { isFailureReason } from '../../locks/failure-policy.ts';
import { weeklyHoursText } from '../../pages/forms/weekly-hours-fields.ts';
import type { TypedProblem } from './read-guest.ts';

/** Returns how far a code or key is at a door: a sentence, and what to do about it, if there is something. */
export function doorWords(words: Words, door: DoorView): { readonly state: string; readonly help: string[] } {
  const { waitingFor, hoursOff } = door;
  const help = [
    waitingFor && words.text('guests.waitingFor', { reason: words.text(`failures.${waitingFor}`) }),
    remedyWords(words, door),
    door.outside && words.text(`guests.outside.${door.outside}`),
    ...(hoursOff === undefined ? [] : hoursWords(words, door, hoursOff)),
  ].filter((text) => text !== undefined);
  return { state: stateWords(words, door), help };
}

function stateWords(words: Words, { by, state, way, verifiedBy, isMadeByCloud }: DoorView): string {
  if (by === 'ekey' && state === 'set') return words.text('guests.state.sent');
  if (by === 'ekey' && state === 'removed') return words.text('guests.state.deleted');
  if (state === 'set' && verifiedBy === 'use') return words.text('guests.state.used');
  if (state === 'set' && verifiedBy === 'person') return words.text('guests.state.confirmed');
  if (state === 'set' && isMadeByCloud === true) return words.text('guests.state.made');
  if (canConfirm({ by, state, way })) return words.text('guests.state.phone');
  return words.text(`guests.state.${state}`);
}

/** True for a door at which a phone must do the rest, and only a person knows when it has. */
export function canConfirm({ by, state, way }: Pick<DoorView, 'by' | 'state' | 'way'>): boolean {
  return by === 'code' && way === 'phone' && ['setting', 'changing', 'removing'].includes(state);
}

/** True for a door at which the owner can begin again. */
export function canRetry({ state, hoursOff }: DoorView): boolean {
  return state === 'failed' || state === 'changed-outside' || (state === 'set' && hoursOff !== undefined);
}

function remedyWords(words: Words, { failure, by }: DoorView): string | undefined {
  if (failure === undefined) return undefined;
  if (by === 'ekey' && failure === 'code-taken') return words.text('guests.remedy.key-taken');
  return isFailureReason(failure)
    ? words.text(`errors.cloud.${failure}`)
    : words.text(`guests.remedy.${failure}`);
}

function hoursWords(
  words: Words,
  { state }: DoorView,
  { ms, problem }: NonNullable<DoorView['hoursOff']>,
): string[] {
  const duration = words.duration(Math.abs(ms));
  const off = words.text(ms > 0 ? 'guests.late' : 'guests.early', { duration });
  if (state === 'changing') return [off, words.text('guests.hoursChanging')];
  return [off, words.text(problem === 'code-never-used' ? 'guests.hoursUnused' : 'guests.hoursFixed')];
}

/** Returns when a guest may come, by the clocks of the guest's zone. */
export function whenWords(
  reader: Words,
  { validity, timeZone }: Pick<GuestView, 'validity' | 'timeZone'>,
): string {
  const words = reader.inZone(timeZone);
  if (validity.kind === 'permanent') return words.text('guests.always');
  const times =
    validity.kind === 'period'
      ? undefined
      : weeklyHoursText(words, {
          days: validity.days,
          from: validity.fromHour * 60,
          until: validity.untilHour * 60,
        });
  const { from, until } = validity;
  const bounds = [
    from !== undefined && `${words.text('guests.from')} ${words.dateTime(from)}`,
    until !== undefined && `${words.text('guests.until')} ${words.dateTime(until)}`,
  ];
  return [times, ...bounds].filter((part) => typeof part === 'string').join(' · ');
}

/** Returns what is wrong with a form. */
export function problemWords(words: Words, { problem }: TypedProblem): string {
  if (problem === 'doors') return words.text('guests.problem.doors', { max: MAX_DOORS });
  if (problem === 'too-many') return words.text('guests.problem.too-many', { max: MAX_GUESTS });
  return words.text(`guests.problem.${problem}`);
}
