import { quietUntil } from '../../accounts/lock-rules.ts';
import { lockSettings } from '../../accounts/lock-settings.ts';
import type { OwnerRequests } from '../../accounts/owner-requests.ts';
import { sharedIds, sharedLock } from '../../accounts/shared-lock.ts';
import type { Clock } from '../../clock.ts';
import { watchCaller } from '../../http/caller.ts';
import type { LockAction } from '../../locks/lock-cloud.ts';
import { annotate } from '../../pages/call-log.ts';
import { MAX_PLAIN_LOCKS } from '../../pages/lock-list/arrange-locks.ts';
import type { Random } from '../../random.ts';
import { doorName } from '../activity/entry-words.ts';
import { notSharedPage } from '../not-shared-page.ts';
import type { OwnerVisit, OwnerVisits } from '../owner-visits.ts';
import { PATHS } from '../paths.ts';
import { commandSteps } from './command-steps.ts';
import { CHECK, LOCK_NOW } from './door-buttons.ts';
import { type LockTestView, lockTestPage } from './lock-test-page.ts';

interface LockTestDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly ownerRequests: OwnerRequests;
  readonly visits: OwnerVisits;
}

const FORM = 'test';
/** As {@link createLockTest} makes them. */
const REQUEST_ID = /^[\w-]{22}$/;

/** Creates the handlers of the page on which the owner tries a lock (`?id=`), and of the overview's buttons to lock and check doors. */
export function createLockTest({ clock, random, ownerRequests, visits }: LockTestDeps) {
  const newId = () => random.bytes(16).toString('base64url');

  const show = (
    visit: OwnerVisit,
    status: number,
    lockId: string,
    view: Pick<LockTestView, 'refusal' | 'quietUntil' | 'last'> = {},
  ) => {
    const { words, loaded } = visit;
    const [formToken, checkToken] = [visits.formToken(visit, FORM), visits.formToken(visit, CHECK)];
    const name = doorName(words, loaded, lockId);
    visit.show(
      status,
      lockTestPage({ words, formToken, checkToken, lockId, name, nextId: newId(), ...view }),
    );
  };

  /** Runs a command, and leads to the page about it; a refusal is shown at once. */
  const run = async (
    visit: OwnerVisit,
    lockId: string,
    command: { readonly requestId: string; readonly action: LockAction; readonly pin?: string },
  ): Promise<void> => {
    const { request, response, loaded } = visit;
    const answer = await ownerRequests.command(
      loaded,
      { lockId, ...command },
      watchCaller(request, response),
    );
    const outcome = `${command.action} ${answer.kind}`;
    if (answer.kind === 'refused') {
      annotate(response, { outcome, reason: answer.reason });
      const lock = sharedLock(loaded.account, loaded.states, lockId);
      const until = lock && quietUntil(loaded.account, lock, clock.now());
      return show(visit, 422, lockId, {
        refusal: answer.reason,
        ...(until !== undefined && { quietUntil: until }),
      });
    }
    annotate(response, { outcome });
    response.redirect(303, addressOf(lockId, command.requestId));
  };

  return {
    open(visit: OwnerVisit): void {
      const { query } = visit.request;
      const [lockId, requestId] = [String(query['id'] ?? ''), String(query['run'] ?? '')];
      if (lockSettings(visit.loaded.account, lockId) === undefined) {
        notSharedPage(visit);
        return;
      }
      annotate(visit.response, { outcome: 'shown' });
      const steps = commandSteps(visit.loaded, lockId, requestId, clock.now());
      const last = steps && { steps, href: addressOf(lockId, requestId) };
      show(visit, 200, lockId, last && { last });
    },

    async submit(visit: OwnerVisit): Promise<void> {
      const form = visits.form(visit, FORM);
      if (!form) return;
      const [lockId, requestId] = [form.get('id') ?? '', form.get('run') ?? ''];
      if (lockSettings(visit.loaded.account, lockId) === undefined) return notSharedPage(visit);
      if (!REQUEST_ID.test(requestId)) return show(visit, 422, lockId);
      const pin = form.get('pin') ?? '';
      if (form.get('do') === 'lock') return run(visit, lockId, { requestId, action: 'lock' });
      await run(visit, lockId, { requestId, action: 'unlock', ...(pin.trim() !== '' && { pin }) });
    },

    /** Locks the door of a form of the overview. */
    async lockNow(visit: OwnerVisit): Promise<void> {
      const form = visits.form(visit, LOCK_NOW);
      if (!form) return;
      const lockId = form.get('id') ?? '';
      if (lockSettings(visit.loaded.account, lockId) === undefined) return notSharedPage(visit);
      await run(visit, lockId, { requestId: newId(), action: 'lock' });
    },

    /** Asks the lock of a form of the overview how it stands, or all of few. */
    async check(visit: OwnerVisit): Promise<void> {
      const form = visits.form(visit, CHECK);
      if (!form) return;
      const { request, response, loaded } = visit;
      const { account } = loaded;
      const lockIds = form.has('id') ? [form.get('id') ?? ''] : sharedIds(account);
      const isKnown = lockIds.every((id) => lockSettings(account, id) !== undefined);
      if (!isKnown || lockIds.length > MAX_PLAIN_LOCKS) return notSharedPage(visit);
      await ownerRequests.check(loaded, lockIds, watchCaller(request, response));
      await visits.done(visit, 'checked');
    },
  };
}

function addressOf(lockId: string, requestId: string): string {
  return `${PATHS.lockTest}?${new URLSearchParams({ id: lockId, run: requestId })}`;
}
