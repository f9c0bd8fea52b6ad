import { annotate } from '../pages/call-log.ts';
import { problemPage } from '../pages/problem-page.ts';
import type { OwnerVisit } from './owner-visits.ts';
import { PATHS } from './paths.ts';

/** Answers 404: the owner does not share the lock of this address. */
export function notSharedPage({ words, response, show }: OwnerVisit): void {
  annotate(response, { outcome: 'not shared' });
  const links = [{ label: words.text('common.backToAccount'), href: PATHS.overview }];
  const page = problemPage(
    words,
    words.text('lock-settings.notShared'),
    words.text('lock-settings.notSharedHelp'),
    links,
  );
  show(404, page);
}
