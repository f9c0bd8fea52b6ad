import type { RequestHandler } from 'express';
import type { LinkResult } from './google-user.ts';

/** A scheme that only an app handles. */
export const APP_HANDOFF = 'assistant-handoff://account-linking/done';

/**
 * Handles the redirect after consent: exchanges the code and shows the result, as the Home app does. `url` is the
 * simulator's own. `finish` gets the full address; the message of its error is shown. With `goesOn` a result is no page but a
 * redirect there: to the Google app, as on a phone that started there, or to the page that started linking.
 */
export function landingPage(
  url: string,
  finish: (redirectedTo: string, state: string) => Promise<LinkResult>,
  goesOn?: string,
): RequestHandler {
  return async (request, response) => {
    const { state } = request.query;
    const address = `${url}${request.originalUrl}`;
    let status = 200;
    let heading = 'Your account is linked to Google';
    let lines: string[] = [];
    try {
      const result = await finish(address, typeof state === 'string' ? state : '');
      if (goesOn !== undefined) return response.redirect(302, goesOn);
      if (result.linked) {
        lines = result.sync.payload.devices.map(({ name }) => name.name);
      } else {
        heading = 'Your account was not linked';
        lines = [result.error];
      }
    } catch (error) {
      status = 502;
      heading = 'Something went wrong';
      lines = String(error instanceof Error ? error.message : error).split('\n');
    }
    response
      .status(status)
      .type('html')
      .send(
        `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(heading)}</title><body><h1>${escaped(heading)}</h1>` +
          `<ul>${lines.map((line) => `<li>${escaped(line)}</li>`).join('')}</ul></body></html>`,
      );
  };
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
