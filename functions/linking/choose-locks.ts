import type { Config } from '../config/config.ts';
import type { Words } from '../languages/words.ts';
import { annotate } from '../pages/call-log.ts';
import { html } from '../pages/html.ts';
import { type ChoosableLock, chooserPage, readChooser } from '../pages/lock-list/lock-chooser.ts';
import { lockReason } from '../pages/lock-reason.ts';
import type { PageSession, Sessions, ShownLock, SignedIn } from '../pages/sessions.ts';
import { type AuthorizationVisit, readVisitForm } from './authorization-visit.ts';
import type { ConsentSession } from './consent-session.ts';
import { areMany, type ConsentViews } from './consent-view.ts';

interface ChooseLocksDeps {
  readonly config: Pick<Config, 'publicUrl'>;
  readonly sessions: Sessions;
  readonly consentSession: ConsentSession;
  readonly views: ConsentViews;
}

/** Creates the handlers of the page on which a person chooses among many locks before they agree. Makes no call to Sifely. */
export function createChooseLocks({ config, sessions, consentSession, views }: ChooseLocksDeps) {
  /** Returns the session and its locks; redirects to the consent page, which lists them, if there are not many. */
  const open = async (visit: AuthorizationVisit) => {
    const session = await consentSession(visit);
    if (session === undefined) return undefined;
    const { shown, choosing } = session.data;
    if (shown !== undefined && choosing !== undefined && areMany(shown)) {
      return { session, choosing, locks: shown.map((lock) => choosable(visit.words, lock)) };
    }
    visit.response.redirect(303, visit.paths.consent);
    return undefined;
  };

  return {
    async open(visit: AuthorizationVisit): Promise<void> {
      const opened = await open(visit);
      if (opened === undefined) return;
      annotate(visit.response, { outcome: 'shown' });
      const { session, locks, choosing } = opened;
      const { words } = visit;
      const view = {
        words,
        title: words.text('locks.choose'),
        intro: html`<p>${words.text('locks.chooseIntro')}</p>`,
        action: visit.paths.locks,
        formToken: views.formToken(visit, session),
        ...{ locks, choosing },
        done: words.text('common.done'),
        back: { label: words.text('common.back'), href: visit.paths.consent },
      };
      visit.show(200, chooserPage(view));
    },

    async submit(visit: AuthorizationVisit): Promise<void> {
      const form = readVisitForm(visit, config.publicUrl, ['lock']);
      const opened = form && (await open(visit));
      if (!form || !opened) return;
      const { session, locks } = opened;
      if (!views.isValidForm(visit, session, form)) {
        annotate(visit.response, { outcome: 'outdated form' });
        return visit.response.redirect(303, visit.paths.locks);
      }
      const isDone = await store(session, form, locks);
      annotate(visit.response, { outcome: isDone ? 'chosen' : 'choosing' });
      visit.response.redirect(303, isDone ? visit.paths.consent : visit.paths.locks);
    },
  };

  /** Stores the choice, also if another tab changes it at the same time; true if the person has finished. */
  async function store(
    session: PageSession<SignedIn>,
    form: URLSearchParams,
    locks: readonly ChoosableLock[],
  ): Promise<boolean> {
    let isDone = false;
    await sessions.change(session, (data) => {
      if (data.kind !== 'signed-in' || data.choosing === undefined) return undefined;
      const read = readChooser(form, locks, data.choosing);
      isDone = read.isDone;
      return { ...data, choosing: { ...read.choosing, chosen: [...read.choosing.chosen] } };
    });
    return isDone;
  }
}

function choosable(words: Words, { operability, ...lock }: ShownLock): ChoosableLock {
  const canChange = operability === 'operable';
  return {
    ...lock,
    canChange,
    ...(operability !== 'operable' && { reason: lockReason(words, operability) }),
  };
}
