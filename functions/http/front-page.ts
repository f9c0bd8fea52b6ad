import type { RequestHandler } from 'express';
import { sendPlainPage } from './plain-page.ts';

/** `GET /`: tells a person who found the address what is here, and nothing about who uses it. */
export const frontPage: RequestHandler = (request, response) => {
  sendPlainPage(request, response, {
    status: 200,
    title: 'Sifely locks in Google Home',
    sentences: [
      'This server connects Sifely smart locks to Google Home.',
      'To link an account, open the Google Home app, add a device that works with Google, and choose this service there.',
      'To see or change what you have linked, or to unlink it, open /account on this server.',
    ],
  });
};
