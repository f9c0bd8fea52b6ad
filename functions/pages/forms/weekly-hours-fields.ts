import type { Words } from '../../languages/words.ts';
import { MAX_WEEKLY_HOURS, minuteOfDay, timeOfDay, type WeeklyHours } from '../../schedules/weekly-hours.ts';
import { type Html, html } from '../html.ts';

const DAYS = [1, 2, 3, 4, 5, 6, 7] as const;

/** One row of the fields, as a person filled it. */
export interface TypedHours {
  /** `1` for Monday to `7` for Sunday. */
  readonly days: readonly string[];
  /** `22:00`, or anything else that was sent. */
  readonly from: string;
  readonly until: string;
}

/** A fault of one row. */
export interface HoursProblem {
  readonly kind: 'no-days' | 'no-times';
  /** The position of the row. */
  readonly row: number;
}

const EMPTY: TypedHours = { days: [], from: '', until: '' };

/** The names of the fields that a form may have more than once: `readOwnForm` refuses all others. */
export const HOURS_LISTS: readonly string[] = Array.from(
  { length: MAX_WEEKLY_HOURS },
  (_, row) => `days${row}`,
);

/** Returns stored hours as a person would have filled them. */
export function typedHours(hours: readonly WeeklyHours[]): TypedHours[] {
  return hours.map(({ days, from, until }) => ({
    days: days.map(String),
    from: timeOfDay(from),
    until: timeOfDay(until),
  }));
}

/** The fields of the hours, with an empty row for more. A wrong row is linked to the message `wrong-hours`, which the caller shows. */
export function weeklyHoursFields(
  words: Words,
  typed: readonly TypedHours[],
  problem: HoursProblem | undefined,
): Html {
  const rows = typed.length < MAX_WEEKLY_HOURS ? [...typed, EMPTY] : typed;
  return html`${rows.map((hours, row) => hoursRow(words, hours, row, problem?.row === row ? problem : undefined))}`;
}

/** Returns the id of a row of the fields. */
export function hoursId(row: number): string {
  return `hours${row}`;
}

function hoursRow(
  words: Words,
  { days, from, until }: TypedHours,
  row: number,
  problem: HoursProblem | undefined,
): Html {
  const message = html` aria-describedby="wrong-hours"`;
  const time = (name: 'from' | 'until', label: string, value: string) => {
    const isWrong = problem?.kind === 'no-times' && minuteOfDay(value) === undefined;
    return html`<div class="field">
<label for="${name}${row}">${label}</label>
<input type="time" id="${name}${row}" name="${name}${row}" value="${value}"${isWrong && html` aria-invalid="true"${message}`}>
</div>`;
  };
  return html`<fieldset class="hours" id="${hoursId(row)}"${problem?.kind === 'no-days' && message}>
<legend>${words.text('lock-settings.hoursOf', { number: row + 1 })}</legend>
<div class="days">${DAYS.map(
    (day) =>
      html`<label><input type="checkbox" name="days${row}" value="${day}"${days.includes(String(day)) && html` checked`}> ${words.weekday(day)}</label>`,
  )}</div>
<div class="times">
${time('from', words.text('lock-settings.from'), from)}
${time('until', words.text('lock-settings.until'), until)}
</div>
</fieldset>`;
}

/** Reads the fields of a form: the hours, or the first fault. Rows without days and times are left out. Also returns what was typed. */
export function readWeeklyHours(
  form: URLSearchParams,
): { readonly typed: TypedHours[] } & (
  | { readonly hours: WeeklyHours[] }
  | { readonly problem: HoursProblem }
) {
  const typed = HOURS_LISTS.map((name, row) => ({
    days: DAYS.map(String).filter((day) => form.getAll(name).includes(day)),
    from: form.get(`from${row}`) ?? '',
    until: form.get(`until${row}`) ?? '',
  })).filter(({ days, from, until }) => days.length > 0 || from !== '' || until !== '');
  const hours: WeeklyHours[] = [];
  for (const [row, { days, from, until }] of typed.entries()) {
    const [start, end] = [minuteOfDay(from), minuteOfDay(until)];
    if (start === undefined || end === undefined) return { typed, problem: { kind: 'no-times', row } };
    if (days.length === 0) return { typed, problem: { kind: 'no-days', row } };
    hours.push({ days: days.map(Number), from: start, until: end });
  }
  return { typed, hours };
}

/** `Mon, Tue: 22:00–06:00`: hours as a line of text. */
export function weeklyHoursText(words: Words, { days, from, until }: WeeklyHours): string {
  const [start, end] = [words.minuteOfDay(from), words.minuteOfDay(until)];
  if (DAYS.every((day) => days.includes(day)))
    return words.text('lock-settings.hoursDaily', { from: start, until: end });
  const names = words.listText(DAYS.filter((day) => days.includes(day)).map((day) => words.weekday(day)));
  return words.text('lock-settings.hoursLine', { days: names, from: start, until: end });
}
