import { openTarget } from '../../accounts/account-alerts.ts';
import type { Accounts, LoadedAccount } from '../../accounts/accounts.ts';
import type { Sealer } from '../../accounts/sealing.ts';
import { ALL_ALERT_KINDS, isAlertKind } from '../../alerts/alert-kinds.ts';
import type { Alerts } from '../../alerts/alerts.ts';
import type { AddedChannel, AlertChoices, ChannelWish } from '../../alerts/choose-alerts.ts';
import { reasonOf } from '../../alerts/outbox.ts';
import type { Clock } from '../../clock.ts';
import type { KeyIn } from '../../languages/message-types.ts';
import type { NightHours } from '../../locks/alerts/alert-state.ts';
import { annotate } from '../../pages/call-log.ts';
import { minuteOfDay } from '../../schedules/weekly-hours.ts';
import type { OwnerVisit, OwnerVisits } from '../owner-visits.ts';
import { type AlertsView, alertsPage, type TypedAlerts } from './alerts-page.ts';
import { type ShownChannel, whyText } from './channel-card.ts';

const FORM = 'alerts';

/** Every wrong PIN is more than most people want to know. */
const FIRST_KINDS = ALL_ALERT_KINDS.filter((kind) => kind !== 'wrong-pin');

/** The result of a submitted form, in the reader's language. */
interface Outcome extends Pick<AlertsView, 'typed' | 'secret'> {
  /** For the log. */
  readonly outcome: string;
  readonly notice?: string;
  readonly problem?: string;
}

/** Everything that the alerts of an account need for their page. */
export interface AlertsPageDeps {
  readonly accounts: Accounts;
  readonly alerts: Pick<Alerts, 'test'>;
  readonly choices: AlertChoices;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly visits: OwnerVisits;
}

/** Creates the handlers of `/account/alerts`. A form is answered with the page itself: a secret and a test's result are seen once. */
export function createAlertsPage({ accounts, alerts, choices, sealer, clock, visits }: AlertsPageDeps) {
  const shown = ({ account, states }: LoadedAccount): ShownChannel[] =>
    (account.alerts?.channels ?? []).map((channel) => ({
      channel,
      target: targetOf(sealer, account.id, channel),
      result: states.alerts?.results[channel.id],
    }));

  const show = (visit: OwnerVisit, loaded: LoadedAccount, { outcome, ...result }: Outcome) => {
    const { words } = visit;
    annotate(visit.response, { outcome });
    const page = alertsPage({
      ...{ words, loaded, channels: shown(loaded), now: clock.now() },
      ...{ formToken: visits.formToken(visit, FORM), pushKey: choices.pushKey },
      ...result,
    });
    visit.show(result.problem === undefined ? 200 : 422, page);
  };

  const refused = (visit: OwnerVisit, fault: Fault, typed?: TypedAlerts): Outcome => ({
    outcome: `refused: ${fault}`,
    problem: visit.words.text(`alerts.fault.${fault}`),
    ...(typed && { typed }),
  });

  const add = async (visit: OwnerVisit, wish: ChannelWish): Promise<Outcome> => {
    const { words, loaded } = visit;
    const added: AddedChannel = await choices.add(loaded.account.id, wish, FIRST_KINDS, words.language);
    if (added === undefined) return refused(visit, 'gone');
    if ('fault' in added) return refused(visit, added.fault, { form: wish.kind, url: wish.url });
    const { secret } = added;
    return { outcome: 'channel added', notice: words.text('alerts.notice.added'), ...(secret && { secret }) };
  };

  const test = async (visit: OwnerVisit, channelId: string): Promise<Outcome> => {
    const { words, loaded } = visit;
    const outcome = await alerts.test(loaded, channelId);
    if (outcome === undefined) return refused(visit, 'gone');
    if (outcome === 'too-soon') return refused(visit, 'too-soon');
    if (outcome.delivered) return { outcome: 'test delivered', notice: words.text('alerts.notice.tested') };
    const why = whyText(words, reasonOf(outcome));
    return { outcome: 'test not delivered', problem: `${words.text('alerts.testFailed')} ${why}` };
  };

  const setNight = async (visit: OwnerVisit, form: URLSearchParams): Promise<Outcome> => {
    const [from, until] = [form.get('from') ?? '', form.get('until') ?? ''];
    const night = nightOf(from, until);
    if (night === 'incomplete') return refused(visit, 'night', { form: 'night', from, until });
    await choices.chooseNight(visit.loaded.account.id, night);
    return { outcome: 'night saved', notice: visit.words.text('alerts.notice.saved') };
  };

  const change = async (visit: OwnerVisit, form: URLSearchParams): Promise<Outcome> => {
    const { words, loaded } = visit;
    const { account } = loaded;
    const field = (name: string) => form.get(name) ?? '';
    const channelId = field('channel');
    const isThere = account.alerts?.channels.some(({ id }) => id === channelId) === true;
    switch (field('do')) {
      case 'add-webhook':
        return add(visit, { kind: 'webhook', url: field('url') });
      case 'add-ntfy':
        return add(visit, { kind: 'ntfy', url: field('url'), token: field('token') });
      case 'add-push':
        return add(visit, {
          ...{ kind: 'push', url: field('url'), p256dh: field('p256dh'), auth: field('auth') },
          ...{ publicKey: field('key'), browser: field('browser') },
        });
      case 'night':
        return setNight(visit, form);
      case 'test':
        return test(visit, channelId);
      case 'kinds':
        if (!isThere) return refused(visit, 'gone');
        await choices.chooseKinds(
          account.id,
          channelId,
          form.getAll('kind').filter(isAlertKind),
          words.language,
        );
        return { outcome: 'kinds saved', notice: words.text('alerts.notice.saved') };
      case 'remove':
        if (!isThere) return refused(visit, 'gone');
        await choices.remove(account.id, channelId);
        return { outcome: 'channel removed', notice: words.text('alerts.notice.removed') };
      default:
        return { outcome: 'shown' };
    }
  };

  return {
    open: (visit: OwnerVisit): void => show(visit, visit.loaded, { outcome: 'shown' }),

    async submit(visit: OwnerVisit): Promise<void> {
      const form = visits.form(visit, FORM, ['kind']);
      if (form === undefined) return;
      const outcome = await change(visit, form);
      const loaded = (await accounts.load(visit.loaded.account.id)) ?? visit.loaded;
      show(visit, loaded, outcome);
    },
  };
}

type Fault =
  KeyIn<'alerts'> extends infer Key ? (Key extends `alerts.fault.${infer Name}` ? Name : never) : never;

/** Returns the hours between two times of a form; `undefined` if both are empty. */
function nightOf(from: string, until: string): NightHours | undefined | 'incomplete' {
  if (from === '' && until === '') return undefined;
  const [first, last] = [minuteOfDay(from), minuteOfDay(until)];
  return first === undefined || last === undefined ? 'incomplete' : { from: first, until: last };
}

function targetOf(sealer: Sealer, ...channel: [string, Parameters<typeof openTarget>[2]]) {
  try {
    return openTarget(sealer, ...channel);
  } catch {
    return undefined;
  }
}
