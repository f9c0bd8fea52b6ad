import type { Accounts } from '../../accounts/accounts.ts';
import { HOUSEHOLD_PIN_ID, type Pin } from '../../accounts/pins/pin.ts';
import { annotate } from '../../pages/call-log.ts';
import { html } from '../../pages/html.ts';
import { confirmPage } from '../confirm-page.ts';
import type { OwnerVisit, OwnerVisits } from '../owner-visits.ts';
import { PATHS } from '../paths.ts';
import { pinGone } from './person-pin.ts';

/** Creates the handlers of the page that removes one PIN, that of the household or of a person. */
export function createRemovePin({
  accounts,
  visits,
}: {
  readonly accounts: Pick<Accounts, 'pinsOf' | 'removePin'>;
  readonly visits: OwnerVisits;
}) {
  const find = (visit: OwnerVisit, id: unknown): Pin | undefined =>
    accounts.pinsOf(visit.loaded.account).find((pin) => pin.id === id);

  return {
    async open(visit: OwnerVisit): Promise<void> {
      const pin = find(visit, visit.request.query['id']);
      if (pin === undefined) return pinGone(visit);
      annotate(visit.response, { outcome: 'shown' });
      const { words } = visit;
      const isHousehold = pin.id === HOUSEHOLD_PIN_ID;
      const isLast = accounts.pinsOf(visit.loaded.account).length === 1;
      const help = isHousehold && !isLast ? 'person-pins.removeHouseholdHelp' : 'person-pins.removeHelp';
      const page = confirmPage({
        words,
        title: isHousehold
          ? words.text('person-pins.removeHousehold')
          : words.text('person-pins.removeTitle', { name: pin.name }),
        content: html`<p>${words.text(help)} ${isLast && words.text('person-pins.removeLast')}</p>`,
        action: PATHS.removePin,
        fields: html`<input type="hidden" name="id" value="${pin.id}">`,
        formToken: visits.formToken(visit, formOf(pin.id)),
        yes: words.text('person-pins.removeYes'),
        no: words.text('person-pins.removeNo'),
      });
      visit.show(200, page);
    },

    async submit(visit: OwnerVisit): Promise<void> {
      const form = visits.form(visit, (fields) => formOf(fields.get('id') ?? ''));
      if (!form) return;
      const pin = find(visit, form.get('id'));
      // Gone is gone: a second tap is no mistake.
      if (pin !== undefined) await accounts.removePin(visit.loaded.account.id, pin.id);
      const isLast = accounts.pinsOf(visit.loaded.account).length === 1;
      await visits.done(visit, pin !== undefined && isLast ? 'pin-removed' : 'one-pin-removed');
    },
  };
}

/** The purpose of the form that removes a PIN: of this one alone. */
function formOf(id: string): string {
  return `remove pin ${id}`;
}
