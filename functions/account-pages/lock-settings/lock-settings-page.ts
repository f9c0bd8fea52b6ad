import type { LockControl } from '../../accounts/account.ts';
import { MAX_NICKNAMES } from '../../accounts/lock-settings.ts';
import type { Words } from '../../languages/words.ts';
import { MAX_NAME_LENGTH } from '../../locks/spoken-name.ts';
import { hiddenToken } from '../../pages/forms/form-fields.ts';
import { hoursId, weeklyHoursFields } from '../../pages/forms/weekly-hours-fields.ts';
import { type Html, html } from '../../pages/html.ts';
import { alert, layout } from '../../pages/layout.ts';
import { COMMON_ZONES } from '../../schedules/common-zones.ts';
import { PATHS } from '../paths.ts';
import type { SettingsProblem, TypedSettings } from './read-settings.ts';

/** The content of the page. */
export interface LockSettingsView {
  readonly words: Words;
  readonly formToken: string;
  readonly lockId: string;
  /** The name at Sifely. */
  readonly name: string;
  readonly typed: TypedSettings;
  /** The rooms of the other locks. */
  readonly rooms: readonly string[];
  /** The names of other locks that Google cannot tell from this one. */
  readonly namesakes: readonly string[];
  readonly problem?: SettingsProblem;
  /** Absent once the owner chose the zone. `clockMs`: how far the clock of the lock is from UTC, in ms, if it told. */
  readonly unchosenZone?: { readonly clockMs?: number | undefined };
}

/** The page with the settings of one lock. */
export function lockSettingsPage(view: LockSettingsView): Html {
  const { words, lockId, name, typed, problem } = view;
  return layout(
    words,
    words.text('lock-settings.titleOf', { name }),
    html`${alert(problem && problemText(words, problem), problem && fieldOf(problem))}
<form method="post" action="${PATHS.lock}">
${hiddenToken(view.formToken)}
<input type="hidden" name="id" value="${lockId}">
<fieldset>
<legend>${words.text('lock-settings.control')}</legend>
${controlChoice(view, 'unlock', words.text('lock-settings.controlUnlock'))}
${controlChoice(view, 'lock', words.text('lock-settings.controlLock'), words.text('lock-settings.controlLockHint'))}
${controlChoice(view, 'tell', words.text('lock-settings.controlTell'), words.text('lock-settings.controlTellHint'))}
</fieldset>
<fieldset>
<legend>${words.text('lock-settings.names')}</legend>
${view.namesakes.length > 0 && html`<p class="wrong">${words.html('lock-settings.sameName', { names: words.list(view.namesakes) })}</p>`}
${textField(view, 'name', words.text('lock-settings.name'), words.html('lock-settings.nameHint', { name }), MAX_NAME_LENGTH)}
${textField(view, 'nicknames', words.text('lock-settings.nicknames'), words.html('lock-settings.nicknamesHint', { max: MAX_NICKNAMES }))}
${textField(view, 'room', words.text('lock-settings.room'), words.html('lock-settings.roomHint'), MAX_NAME_LENGTH, html` list="rooms"`)}
<datalist id="rooms">${view.rooms.map((room) => html`<option value="${room}"></option>`)}</datalist>
</fieldset>
<fieldset>
<legend>${words.text('lock-settings.quietHours')}</legend>
<p class="hint">${words.text('lock-settings.quietHoursHint')}</p>
${problem?.field === 'hours' && html`<p class="wrong" id="wrong-hours">${problemText(words, problem)}</p>`}
${weeklyHoursFields(words, typed.hours, problem?.field === 'hours' ? problem.hours : undefined)}
<p class="hint">${words.text('lock-settings.hoursHint')}</p>
${textField(view, 'zone', words.text('lock-settings.zone'), words.html('lock-settings.zoneHint'), 60, html` list="zones" dir="ltr"${view.unchosenZone && html` data-zone="${offsetMinutes(view.unchosenZone.clockMs)}"`}`)}
<datalist id="zones">${COMMON_ZONES.map((zone) => html`<option value="${zone}"></option>`)}</datalist>
</fieldset>
<div class="buttons">
<button class="button main">${words.text('common.save')}</button>
<a class="button" href="${PATHS.overview}">${words.text('common.back')}</a>
</div>
</form>
<section>
<p class="buttons"><a class="button" href="${PATHS.lockTest}?id=${encodeURIComponent(lockId)}">${words.text('lock-settings.tryIt')}</a></p>
</section>`,
    undefined,
    { isProblem: problem !== undefined },
  );
}

/** Returns an offset for the script, which fills in the zone of the browser where it fits; any does if the clock of the lock is not known. */
function offsetMinutes(clockMs: number | undefined): string {
  return clockMs === undefined ? '' : String(Math.round(clockMs / 60_000));
}

function controlChoice({ typed }: LockSettingsView, value: LockControl, label: string, hint?: string): Html {
  const id = `control-${value}`;
  return html`<div class="choice">
<input type="radio" id="${id}" name="control" value="${value}"${typed.control === value && html` checked`}>
<label for="${id}">${label} ${hint && html`<span class="hint">${hint}</span>`}</label>
</div>`;
}

type TextField = 'name' | 'nicknames' | 'room' | 'zone';

/** A field with its hint, and with the message about a wrong value. */
function textField(
  { words, typed, problem }: LockSettingsView,
  name: TextField,
  label: string,
  hint: Html,
  maxLength = 400,
  attributes?: Html,
): Html {
  const isWrong = problem?.field === name;
  const described = isWrong ? `wrong-${name} hint-${name}` : `hint-${name}`;
  return html`<div class="field">
<label for="${name}">${label}</label>
<input id="${name}" name="${name}" type="text" value="${typed[name]}" maxlength="${maxLength}" autocomplete="off" aria-describedby="${described}"${attributes}${isWrong && html` aria-invalid="true"`}>
${isWrong && html`<p class="wrong" id="wrong-${name}">${problemText(words, problem)}</p>`}
<p class="hint" id="hint-${name}">${hint}</p>
</div>`;
}

/** Returns the id of what is wrong. */
function fieldOf(problem: SettingsProblem): string {
  return problem.field === 'hours' ? hoursId(problem.hours.row) : problem.field;
}

function problemText(words: Words, problem: SettingsProblem): string {
  switch (problem.kind) {
    case 'too-many':
      return words.text('lock-settings.tooManyNicknames', { max: MAX_NICKNAMES });
    case 'too-long':
      return words.text('lock-settings.tooLong', { max: MAX_NAME_LENGTH });
    case 'unspeakable':
      return words.text('lock-settings.unspeakable');
    case 'no-days':
      return words.text('lock-settings.noDays');
    case 'no-times':
      return words.text('lock-settings.noTimes');
    case 'unknown-zone':
      return words.text('lock-settings.unknownZone');
  }
}
