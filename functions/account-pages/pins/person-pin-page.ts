import { MAX_PIN_NAME, type Pin } from '../../accounts/pins/pin.ts';
import type { Words } from '../../languages/words.ts';
import { hiddenToken } from '../../pages/forms/form-fields.ts';
import { pinField } from '../../pages/forms/pin-field.ts';
import { hoursId, weeklyHoursFields } from '../../pages/forms/weekly-hours-fields.ts';
import { type Html, html } from '../../pages/html.ts';
import { alert, layout } from '../../pages/layout.ts';
import { PATHS } from '../paths.ts';
import type { PinDoor } from './pin-lines.ts';
import type { PersonPinProblem, TypedPersonPin } from './read-person-pin.ts';

/** The content of the page. Never a PIN. */
export interface PersonPinView {
  readonly words: Words;
  readonly formToken: string;
  /** The PIN that is changed; absent for a new one. */
  readonly pin?: Pin | undefined;
  /** True if it opens once, and has. */
  readonly isUsedUp: boolean;
  readonly typed: TypedPersonPin;
  readonly doors: readonly PinDoor[];
  /** The time zone of the house. */
  readonly zone: string;
  readonly problem?: PersonPinProblem | undefined;
}

/** The form of the PIN of a person: name, digits, doors, hours, end, one use. */
export function personPinPage(view: PersonPinView): Html {
  const { words, pin, typed, problem } = view;
  const hasHoursProblem = problem !== undefined && 'hours' in problem;
  return layout(
    words,
    pin ? words.text('person-pins.changeTitle', { name: pin.name }) : words.text('person-pins.addTitle'),
    html`${alert(problem && problemText(words, problem), problem && fieldOf(problem))}
<p>${words.text('person-pins.personIntro')}</p>
<form method="post" action="${PATHS.personPin}">
${hiddenToken(view.formToken)}
${pin && html`<input type="hidden" name="id" value="${pin.id}">`}
${nameField(view)}
${pinField({
  name: 'pin',
  label: words.text(pin ? 'person-pins.newPin' : 'person-pins.pin'),
  hint: pin && words.text('person-pins.newPinHint'),
  showLabel: words.text('person-pins.show'),
  problem: problem && isOfDigits(problem.kind) ? problemText(words, problem) : undefined,
})}
${doorsFieldset(view)}
<fieldset>
<legend>${words.text('person-pins.times')}</legend>
<p class="hint">${words.text('person-pins.timesHint')}</p>
${(hasHoursProblem || problem?.kind === 'hours') && html`<p class="wrong" id="wrong-hours">${problemText(words, problem)}</p>`}
${weeklyHoursFields(words, typed.hours, hasHoursProblem ? problem.hours : undefined)}
${endField(view)}
</fieldset>
${onceFields(view)}
<div class="buttons">
<button class="button main">${words.text('common.save')}</button>
<a class="button" href="${PATHS.pins}">${words.text('common.back')}</a>
</div>
</form>`,
    undefined,
    { isProblem: problem !== undefined },
  );
}

function nameField({ words, typed, problem }: PersonPinView): Html {
  const isWrong = problem?.kind === 'name' || problem?.kind === 'name-taken';
  return html`<div class="field">
<label for="name">${words.text('person-pins.name')}</label>
<input id="name" name="name" type="text" value="${typed.name}" maxlength="${MAX_PIN_NAME}" autocomplete="off" dir="auto" aria-describedby="${isWrong && 'wrong-name '}hint-name"${isWrong && html` aria-invalid="true"`}>
${isWrong && html`<p class="wrong" id="wrong-name">${problemText(words, problem)}</p>`}
<p class="hint" id="hint-name">${words.text('person-pins.nameHint')}</p>
</div>`;
}

function doorsFieldset({ words, typed, doors, problem }: PersonPinView): Html {
  const isWrong = problem?.kind === 'doors';
  return html`<fieldset${isWrong && html` aria-describedby="wrong-doors"`}>
<legend>${words.text('person-pins.doors')}</legend>
${isWrong && html`<p class="wrong" id="wrong-doors">${problemText(words, problem)}</p>`}
${doorsChoice('all', words.text('person-pins.allDoors'), !typed.onlyDoors)}
${doorsChoice('some', words.text('person-pins.onlyThese'), typed.onlyDoors)}
<div class="chosen">${doors.map(
    ({ lockId, name }) => html`<div class="choice">
<input type="checkbox" id="door-${lockId}" name="door" value="${lockId}"${typed.doors.includes(lockId) && html` checked`}>
<label for="door-${lockId}"><bdi>${name}</bdi></label>
</div>`,
  )}</div>
</fieldset>`;
}

function doorsChoice(value: 'all' | 'some', label: string, isChecked: boolean): Html {
  return html`<div class="choice">
<input type="radio" id="doors-${value}" name="doors" value="${value}"${isChecked && html` checked`}>
<label for="doors-${value}">${label}</label>
</div>`;
}

function endField({ words, typed, zone, problem }: PersonPinView): Html {
  const isWrong = problem?.kind === 'end' || problem?.kind === 'past';
  return html`<div class="field">
<label for="end">${words.text('person-pins.end')}</label>
<input id="end" name="end" type="datetime-local" value="${typed.end}" aria-describedby="${isWrong && 'wrong-end '}hint-end"${isWrong && html` aria-invalid="true"`}>
${isWrong && html`<p class="wrong" id="wrong-end">${problemText(words, problem)}</p>`}
<p class="hint" id="hint-end">${words.html('person-pins.endHint', { zone })}</p>
</div>`;
}

function onceFields({ words, typed, isUsedUp }: PersonPinView): Html {
  return html`<div class="choice">
<input type="checkbox" id="once" name="once" value="1"${typed.once && html` checked`}>
<label for="once">${words.text('person-pins.once')} <span class="hint">${words.text('person-pins.onceHint')}</span></label>
</div>
${
  isUsedUp &&
  html`<div class="choice">
<input type="checkbox" id="again" name="again" value="1">
<label for="again">${words.text('person-pins.again')} <span class="hint">${words.text('person-pins.usedUp')}</span></label>
</div>`
}`;
}

/** Returns the id of what is wrong; `undefined` if no field is. */
function fieldOf(problem: PersonPinProblem): string | undefined {
  if ('hours' in problem) return hoursId(problem.hours.row);
  if (isOfDigits(problem.kind)) return 'pin';
  switch (problem.kind) {
    case 'name':
    case 'name-taken':
      return 'name';
    case 'doors':
      return 'doors-some';
    case 'hours':
      return hoursId(0);
    case 'end':
    case 'past':
      return 'end';
    default:
      return undefined;
  }
}

const OF_DIGITS = ['length', 'repeats', 'counts', 'pattern', 'keypad', 'year', 'taken', 'code', 'door-code'];

function isOfDigits(kind: PersonPinProblem['kind']): boolean {
  return OF_DIGITS.includes(kind);
}

function problemText(words: Words, { kind }: PersonPinProblem): string {
  switch (kind) {
    case 'no-days':
      return words.text('lock-settings.noDays');
    case 'no-times':
      return words.text('lock-settings.noTimes');
    case 'door-code':
      return words.text('pins.problem.doorCode');
    case 'name':
      return words.text('person-pins.problem.name', { max: MAX_PIN_NAME });
    default:
      return words.text(`person-pins.problem.${kind}`);
  }
}
