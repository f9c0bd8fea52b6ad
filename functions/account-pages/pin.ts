import type { Accounts } from '../accounts/accounts.ts';
import { hasPins } from '../accounts/pins/stored-pins.ts';
import { annotate } from '../pages/call-log.ts';
import { type IsCode, readPinChoice, refuseKnownDigits } from '../pages/forms/pin-choice.ts';
import type { OwnerVisit, OwnerVisits } from './owner-visits.ts';
import { type PinView, pinPage } from './pin-page.ts';

const FORM = 'pin';

interface PinDeps {
  readonly accounts: Accounts;
  readonly visits: OwnerVisits;
  readonly isCode?: IsCode | undefined;
}

/** Creates the handlers of the page about the voice PIN. */
export function createPin({ accounts, visits, isCode }: PinDeps) {
  const show = (visit: OwnerVisit, status: number, view: Omit<PinView, 'words' | 'formToken' | 'hasPin'>) => {
    const hasPin = hasPins(visit.loaded.account);
    const { words } = visit;
    visit.show(status, pinPage({ words, formToken: visits.formToken(visit, FORM), hasPin, ...view }));
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
      const hasPin = hasPins(account);
      const choice = await refuseKnownDigits(readPinChoice(form, hasPin), account, {
        accounts,
        isCode,
      });
      if ('field' in choice) {
        annotate(visit.response, { outcome: 'incomplete', reason: choice.field });
        // Removing an existing PIN is never preselected.
        const unlocking = form.get('unlocking') === 'off' && !hasPin ? 'off' : 'pin';
        return show(visit, 422, {
          unlocking,
          problem: visit.words.text(choice.message),
          wrong: choice.field,
        });
      }
      await accounts.choosePin(account.id, choice);
      await visits.done(visit, choice.kind === 'off' ? 'pin-removed' : 'pin-set');
    },
  };
}
