import { type RequestHandler, Router } from 'express';
import type { Config } from '../../config/config.ts';
import type { Words } from '../../languages/words.ts';
import type { Html } from '../html.ts';
import { pageHeaders } from '../page-headers.ts';
import { wordsOf } from '../page-language.ts';
import { privacyPage } from './privacy-page.ts';
import { type ServiceFacts, serviceFacts } from './service-facts.ts';
import { termsPage } from './terms-page.ts';

const DAY_MS = 24 * 3_600_000;

/** `GET /privacy` and `GET /terms`: our texts with the operator's name, or redirects to the operator's own. */
export function legalPages(config: Pick<Config, 'publicUrl' | 'service' | 'activityMs'>): Router {
  const { privacyUrl, termsUrl } = config.service ?? {};
  const privacy = (words: Words, of: ServiceFacts) => privacyPage(words, of, config.activityMs / DAY_MS);
  const answer =
    (own: string | undefined, page: (words: Words, facts: ServiceFacts) => Html): RequestHandler =>
    // HTML for every caller: those who check the address for Google accept anything.
    (_request, response) => {
      const words = wordsOf(response);
      if (own !== undefined) response.redirect(302, own);
      else response.type('html').send(page(words, serviceFacts(words, config)).toString());
    };
  return Router()
    .get('/privacy', pageHeaders(config), answer(privacyUrl, privacy))
    .get('/terms', pageHeaders(config), answer(termsUrl, termsPage));
}
