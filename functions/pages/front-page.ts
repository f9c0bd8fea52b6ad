import type { RequestHandler } from 'express';
import type { Config } from '../config/config.ts';
import type { Words } from '../languages/words.ts';
import { homeAppLink, qrCode } from './home-app-link.ts';
import { html } from './html.ts';
import { serviceFacts } from './legal/service-facts.ts';
import { sendPlainPage } from './plain-page.ts';

/** `GET /`: says what this server is and leads into the Google Home app; nothing about its users. */
export function frontPage(config: Pick<Config, 'google' | 'publicUrl' | 'service'>): RequestHandler {
  const { agentId } = config.google;
  const link = agentId === undefined ? undefined : homeAppLink(agentId);
  const page = (words: Words) => {
    const { name, operator } = serviceFacts(words, config);
    const what = operator === undefined ? words.text('front.what') : words.text('front.whatBy', { operator });
    const figure =
      link &&
      html`<figure>${qrCode(link, words.text('front.codeLabel'))}<figcaption>${words.text('front.scan')}</figcaption></figure>`;
    return {
      title: name,
      sentences: [what, words.text('front.howToLink')],
      links: [
        ...(link === undefined ? [] : [{ label: words.text('front.linkButton'), href: link }]),
        { label: words.text('common.manageLocks'), href: '/account' },
      ],
      ...(figure && { figure }),
    };
  };
  return (request, response) => sendPlainPage(request, response, { status: 200, page });
}
