import type { RequestHandler } from 'express';
import { sendPlainPage } from './plain-page.ts';

/** `GET /`: says what this server is, and nothing about its users. */
export const frontPage: RequestHandler = (request, response) => {
  sendPlainPage(request, response, {
    status: 200,
    title: 'Sifely locks in Google Home',
    sentences: [
      'This server connects Sifely smart locks to Google Home.',
      'To link, open the Google Home app and choose Devices, Add, Works with Google Home, then this service.',
    ],
    links: [{ label: 'Manage your locks', href: '/account' }],
  });
};
