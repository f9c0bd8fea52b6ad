import type { RequestHandler } from 'express';
import type { Config } from '../config/config.ts';
import { homeAppLink, qrCode } from './home-app-link.ts';
import { html } from './html.ts';
import { serviceFacts } from './legal/service-facts.ts';
import { sendPlainPage } from './plain-page.ts';

/** `GET /`: says what this server is and leads into the Google Home app; nothing about its users. */
export function frontPage(config: Pick<Config, 'google' | 'publicUrl' | 'service'>): RequestHandler {
  const { agentId } = config.google;
  const { name, operator } = serviceFacts(config);
  const link = agentId === undefined ? undefined : homeAppLink(agentId);
  const figure =
    link &&
    html`<figure>${qrCode(link, 'QR code that opens the Google Home app')}<figcaption>Or scan this with your phone.</figcaption></figure>`;
  return (request, response) => {
    return sendPlainPage(request, response, {
      status: 200,
      page: () => ({
        title: name,
        sentences: [
          `This server connects Sifely smart locks to Google Home.${operator === undefined ? '' : ` It is run by ${operator}.`}`,
          'To link, open the Google Home app and choose Devices, Add, Works with Google Home, then this service.',
        ],
        links: [
          ...(link === undefined ? [] : [{ label: 'Link in Google Home', href: link }]),
          { label: 'Manage your locks', href: '/account' },
        ],
        ...(figure && { figure }),
      }),
    });
  };
}
