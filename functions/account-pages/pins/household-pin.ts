import type { Accounts } from '../../accounts/accounts.ts';
import { hasPins } from '../../accounts/pins/stored-pins.ts';
import type { Clock } from '../../clock.ts';
import { annotate } from '../../pages/call-log.ts';
import {
  type IsCode,
  type IsDoorCode,
  readPinChoice,
  refuseKnownDigits,
  takenProblem,
} from '../../pages/forms/pin-choice.ts';
import type { OwnerVisit, OwnerVisits } from '../owner-visits.ts';
import { createIsAccountCode } from './account-codes.ts';
import { type HouseholdPinView, householdPinPage } from './household-pin-page.ts';

const FORM = 'pin';

interface HouseholdPinDeps {
  readonly clock: Clock;
  readonly accounts: Accounts;
  readonly visits: OwnerVisits;
  readonly isCode?: IsCode | undefined;
  readonly isDoorCode?: IsDoorCode | undefined;
}

/** Creates the handlers of the page about the PIN of the household. */
export function createHouseholdPin(deps: HouseholdPinDeps) {
  const { accounts, visits, isCode } = deps;
  const isAccountCode = createIsAccountCode(deps);
  const show = (
    visit: OwnerVisit,
    status: number,
    view: Omit<HouseholdPinView, 'words' | 'formToken' | 'hasPin' | 'hasAny'>,
  ) => {
    const { words, loaded } = visit;
    const has = { hasPin: loaded.account.pin !== undefined, hasAny: hasPins(loaded.account) };
    visit.show(
      status,
      householdPinPage({ words, formToken: visits.formToken(visit, FORM), ...has, ...view }),
    );
  };

  return {
    open(visit: OwnerVisit): void {
      annotate(visit.response, { outcome: 'shown' });
      show(visit, 200, { unlocking: 'pin' });
    },

    async submit(visit: OwnerVisit): Promise<void> {
      const form = visits.form(visit, FORM);
      if (!form) return;
      const { account } = visit.loaded;
      const hasPin = account.pin !== undefined;
      const choice = await refuseKnownDigits(readPinChoice(form, hasPin), account, {
        accounts,
        isCode,
        isDoorCode: (digits) => isAccountCode(account, digits),
      });
      if (!(await visits.isSignedIn(visit))) return;
      const refusal =
        'field' in choice
          ? choice
          : await accounts.choosePin(account.id, choice).then(() => undefined, takenProblem);
      if (refusal !== undefined) {
        annotate(visit.response, { outcome: 'incomplete', reason: refusal.field });
        // Removing an existing PIN is never preselected.
        const unlocking = form.get('unlocking') === 'off' && !hasPins(account) ? 'off' : 'pin';
        return show(visit, 422, {
          unlocking,
          problem: visit.words.text(refusal.message),
          wrong: refusal.field,
        });
      }
      await visits.done(visit, form.get('unlocking') === 'off' ? 'pin-removed' : 'pin-set');
    },
  };
}
