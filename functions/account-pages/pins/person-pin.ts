import type { Accounts } from '../../accounts/accounts.ts';
import { houseZone } from '../../accounts/lock-rules.ts';
import { HOUSEHOLD_PIN_ID, type Pin, pinDigitsProblem } from '../../accounts/pins/pin.ts';
import { isUsedUp } from '../../accounts/pins/pin-uses.ts';
import type { Clock } from '../../clock.ts';
import { annotate } from '../../pages/call-log.ts';
import type { IsCode, IsDoorCode } from '../../pages/forms/pin-choice.ts';
import { problemPage } from '../../pages/problem-page.ts';
import type { OwnerVisit, OwnerVisits } from '../owner-visits.ts';
import { PATHS } from '../paths.ts';
import { createIsAccountCode } from './account-codes.ts';
import { type PersonPinView, personPinPage } from './person-pin-page.ts';
import { doorsFor } from './pin-lines.ts';
import { PERSON_PIN_LISTS, readPersonPin, typedPersonPin } from './read-person-pin.ts';

interface PersonPinDeps {
  readonly clock: Clock;
  readonly accounts: Accounts;
  readonly visits: OwnerVisits;
  /** Left out, as the next, where there are no guests. */
  readonly isCode?: IsCode | undefined;
  readonly isDoorCode?: IsDoorCode | undefined;
}

/** Creates the handlers of the page that adds the PIN of a person, or changes the one that `?id=` names. */
export function createPersonPin(deps: PersonPinDeps) {
  const { accounts, visits, isCode } = deps;
  const isAccountCode = createIsAccountCode(deps);
  const show = (
    visit: OwnerVisit,
    status: number,
    view: Pick<PersonPinView, 'pin' | 'typed' | 'problem'>,
  ): void => {
    const { words, loaded } = visit;
    const { pin } = view;
    const page = personPinPage({
      ...{ words, ...view, zone: houseZone(loaded.account), doors: doorsFor(visit, pin) },
      formToken: visits.formToken(visit, formOf(pin?.id)),
      isUsedUp: pin !== undefined && isUsedUp(pin, loaded.states.pinUses ?? {}),
    });
    visit.show(status, page);
  };
  const find = ({ loaded }: OwnerVisit, id: string | undefined): Pin | undefined =>
    accounts.pinsOf(loaded.account).find((pin) => pin.id === id && id !== HOUSEHOLD_PIN_ID);

  return {
    async open(visit: OwnerVisit): Promise<void> {
      const { id } = visit.request.query;
      const pin = typeof id === 'string' ? find(visit, id) : undefined;
      if (id !== undefined && pin === undefined) return pinGone(visit);
      annotate(visit.response, { outcome: 'shown' });
      show(visit, 200, { pin, typed: typedPersonPin(pin, houseZone(visit.loaded.account)) });
    },

    async submit(visit: OwnerVisit): Promise<void> {
      const form = visits.form(visit, (fields) => formOf(fields.get('id') ?? undefined), PERSON_PIN_LISTS);
      if (!form) return;
      const { account } = visit.loaded;
      const id = form.get('id') ?? undefined;
      const pin = find(visit, id);
      if (id !== undefined && pin === undefined) return pinGone(visit);
      const { typed, ...read } = readPersonPin(form, id, houseZone(account));
      const refuse = (problem: PersonPinView['problem']) => {
        annotate(visit.response, { outcome: 'incomplete', ...(problem && { reason: problem.kind }) });
        show(visit, 422, { pin, typed, problem });
      };
      if ('problem' in read) return refuse(read.problem);
      const { digits, doors } = read.change;
      if (digits !== undefined) {
        // First, as it makes no call to Sifely.
        const weakness = pinDigitsProblem(digits);
        if (weakness !== undefined) return refuse({ kind: weakness });
        if (await isCode?.(account.id, digits)) return refuse({ kind: 'code' });
        if (await isAccountCode(account, digits, doors)) return refuse({ kind: 'door-code' });
        if (!(await visits.isSignedIn(visit))) return;
      }
      const saved = await accounts.savePin(account.id, read.change);
      if (saved.kind === 'gone') return pinGone(visit);
      if (saved.kind === 'refused') return refuse({ kind: saved.problem });
      await visits.done(visit, 'pin-set');
    },
  };
}

/** The purpose of the form: a form of another PIN changes nothing here. */
function formOf(id: string | undefined): string {
  return id === undefined ? 'new pin' : `pin ${id}`;
}

/** Answers 404: the PIN of this address was removed. */
export function pinGone({ words, response, show }: OwnerVisit): void {
  annotate(response, { outcome: 'pin gone' });
  const links = [{ label: words.text('common.back'), href: PATHS.pins }];
  show(404, problemPage(words, words.text('person-pins.gone'), words.text('person-pins.goneHelp'), links));
}
