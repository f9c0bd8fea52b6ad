import { MAX_DIGITS } from '../../guests/code-digits.ts';
import type { Words } from '../../languages/words.ts';
import { hiddenToken } from '../../pages/forms/form-fields.ts';
import { UNMANAGED } from '../../pages/forms/pin-field.ts';
import { type Html, html } from '../../pages/html.ts';
import { arrangeLocks, MAX_PLAIN_LOCKS } from '../../pages/lock-list/arrange-locks.ts';
import type { GuestDoor } from './guest-doors.ts';
import { problemWords } from './guest-words.ts';
import { DAYS, type TypedGuest, type TypedProblem } from './read-guest.ts';

/** The content of the form. Never a code. */
export interface GuestFormView {
  readonly words: Words;
  readonly action: string;
  readonly formToken: string;
  readonly id: string;
  readonly doors: readonly GuestDoor[];
  readonly typed: TypedGuest;
  /** The zone of the house. */
  readonly zone: string;
  /** Ms since the epoch. */
  readonly now: number;
  readonly isNew: boolean;
  readonly problem?: TypedProblem;
}

/** The fields that a fault belongs to. */
const FIELD_OF: Readonly<Partial<Record<TypedProblem['problem'], string>>> = {
  ...{ name: 'name', doors: 'doors', receiver: 'receiver', zone: 'when', times: 'when', order: 'when' },
  ...{ past: 'when', days: 'when', hours: 'when', 'weekly-ekey': 'by', 'weekly-digits': 'code' },
  ...{
    length: 'code',
    repeats: 'code',
    counts: 'code',
    year: 'code',
    keypad: 'code',
    pattern: 'code',
    pin: 'code',
  },
};

/** The form to add or change a guest. The style shows the fields of the chosen times; without it all are there, and the others do not count. */
export function guestForm(view: GuestFormView): Html {
  const { words, typed, doors, isNew } = view;
  return html`<form method="post" action="${view.action}" class="guest">
${hiddenToken(view.formToken)}<input type="hidden" name="id" value="${view.id}">
${textField(view, 'name', words.text('guests.name'), typed.name, html` maxlength="60" required autocomplete="off"`)}
<fieldset id="doors"${wrongGroup(view, 'doors')}>
<legend>${words.text('guests.doors')}</legend>
${wrongText(view, 'doors')}
${doorChoices(words, doors, typed)}
</fieldset>
<fieldset class="when" id="when"${wrongGroup(view, 'when')}>
<legend>${words.text('guests.when')}</legend>
${wrongText(view, 'when')}
${choice('radio', 'when', 'always', typed.when === 'always', words.text('guests.always'))}
${choice('radio', 'when', 'period', typed.when === 'period', words.text('guests.period'))}
<div class="if-period times">
${inputField('from', 'datetime-local', words.text('guests.from'), typed.from, words.text('guests.fromHint'))}
${inputField('until', 'datetime-local', words.text('guests.until'), typed.until)}
</div>
${choice('radio', 'when', 'weekly', typed.when === 'weekly', words.text('guests.weekly'), words.text('guests.weeklyHint'))}
<div class="if-weekly">
${selectField('days', words.text('guests.days'), typed.days, Object.keys(DAYS), (days) => daysWords(words, days))}
<div class="times">
${hourField(words, 'from_hour', words.text('guests.from'), typed.fromHour)}
${hourField(words, 'until_hour', words.text('guests.until'), typed.untilHour)}
</div>
<div class="times">
${inputField('first', 'date', words.text('guests.firstDay'), typed.first)}
${inputField('last', 'date', words.text('guests.lastDay'), typed.last)}
</div>
</div>
<p class="hint">${view.zone.includes('/') ? words.html('guests.zone', { zone: view.zone }) : words.html('guests.clock', { zone: words.zoneName(view.now) ?? view.zone })}</p>
</fieldset>
<fieldset id="by"${wrongGroup(view, 'by')}>
<legend>${words.text('guests.by')}</legend>
${wrongText(view, 'by')}
${choice('radio', 'by', 'code', typed.by === 'code', words.text('guests.byCode'))}
${choice('radio', 'by', 'ekey', typed.by === 'ekey', words.text('guests.byEkey'))}
${choice('radio', 'by', 'both', typed.by === 'both', words.text('guests.byBoth'))}
<div class="if-ekey">
${textField(view, 'receiver', words.text('guests.receiver'), typed.receiver, html` maxlength="200" autocomplete="off" dir="ltr"`, words.text('guests.receiverHint'))}
</div>
<div class="if-code if-digits">
${textField(view, 'code', words.text('guests.code'), '', html` inputmode="numeric" maxlength="${MAX_DIGITS}" dir="ltr" ${UNMANAGED}`, words.text(isNew ? 'guests.codeHint' : 'guests.codeKeepHint'))}
</div>
</fieldset>
<fieldset class="if-code if-way">
<legend>${words.text('guests.way')}</legend>
${choice('radio', 'way', 'gateway', typed.way === 'gateway', words.text('guests.wayGateway'))}
${choice('radio', 'way', 'phone', typed.way === 'phone', words.text('guests.wayPhone'))}
${choice('radio', 'way', 'offline', typed.way === 'offline', words.text('guests.wayOffline'), words.text('guests.wayOfflineHint'))}
</fieldset>
<div class="buttons"><button class="button main">${words.text(isNew ? 'guests.add' : 'common.save')}</button></div>
</form>`;
}

/** The doors to tick: of many those that are ticked, and those that were looked for. */
function doorChoices(words: Words, doors: readonly GuestDoor[], typed: TypedGuest): Html {
  const tick = ({ lockId, name, groupName }: GuestDoor) =>
    choice('checkbox', 'door', lockId, typed.doors.includes(lockId), html`<bdi>${name}</bdi>`, groupName);
  if (doors.length <= MAX_PLAIN_LOCKS) return html`${doors.map(tick)}`;
  const chosen = doors.filter(({ lockId }) => typed.doors.includes(lockId));
  const others = doors.filter((door) => !chosen.includes(door));
  const { found, groups } = arrangeLocks(others, { find: typed.find, page: 0 }, MAX_PLAIN_LOCKS);
  return html`${chosen.map(tick)}
<div class="field">
<label for="find">${words.text('overview.find')}</label>
<input id="find" name="find" type="text" value="${typed.find}" maxlength="100" autocomplete="off">
</div>
<p class="buttons"><button class="button small" name="action" value="find" formnovalidate>${words.text('overview.findButton')}</button></p>
<p class="hint" role="status">${words.text('overview.found', { count: found.length })}</p>
${groups.flatMap(({ locks }) => locks).map(tick)}`;
}

function daysWords(words: Words, days: string): string {
  if (days === 'daily' || days === 'workdays' || days === 'weekend') return words.text(`guests.${days}`);
  return words.weekday(Number(days), 'long');
}

function choice(
  type: 'checkbox' | 'radio',
  name: string,
  value: string,
  isChosen: boolean,
  label: Html | string,
  hint?: string,
): Html {
  const id = `${name}-${value}`;
  return html`<div class="choice">
<input type="${type}" id="${id}" name="${name}" value="${value}"${isChosen && html` checked`}>
<label for="${id}">${label} ${hint !== undefined && html`<span class="hint"><bdi>${hint}</bdi></span>`}</label>
</div>`;
}

function inputField(name: string, type: string, label: string, value: string, hint?: string): Html {
  return html`<div class="field">
<label for="${name}">${label}</label>
<input type="${type}" id="${name}" name="${name}" value="${value}">
${hint !== undefined && html`<p class="hint">${hint}</p>`}
</div>`;
}

function textField(
  view: GuestFormView,
  name: string,
  label: string,
  value: string,
  attributes: Html,
  hint?: string,
): Html {
  const isWrong = fieldOf(view) === name;
  return html`<div class="field">
<label for="${name}">${label}</label>
<input id="${name}" name="${name}" type="text" value="${value}"${attributes}${isWrong && html` aria-invalid="true" aria-describedby="wrong-${name}"`}>
${wrongText(view, name)}
${hint !== undefined && html`<p class="hint">${hint}</p>`}
</div>`;
}

function hourField(words: Words, name: string, label: string, value: string): Html {
  const hours = Array.from({ length: 24 }, (_, hour) => String(hour));
  return selectField(name, label, value, hours, (hour) => words.minuteOfDay(Number(hour) * 60));
}

function selectField(
  name: string,
  label: string,
  value: string,
  options: readonly string[],
  wordsOf: (option: string) => string,
): Html {
  return html`<div class="field">
<label for="${name}">${label}</label>
<select id="${name}" name="${name}">${options.map((option) => html`<option value="${option}"${option === value && html` selected`}>${wordsOf(option)}</option>`)}</select>
</div>`;
}

/** Returns the id of what is wrong; `undefined` if no field is. */
export function fieldOf({ problem }: Pick<GuestFormView, 'problem'>): string | undefined {
  return problem && FIELD_OF[problem.problem];
}

function wrongText(view: GuestFormView, field: string): Html | false {
  const { words, problem } = view;
  return (
    problem !== undefined &&
    fieldOf(view) === field &&
    html`<p class="wrong" id="wrong-${field}">${problemWords(words, problem)}</p>`
  );
}

function wrongGroup(view: GuestFormView, field: string): Html | false {
  return fieldOf(view) === field && html` aria-describedby="wrong-${field}"`;
}
