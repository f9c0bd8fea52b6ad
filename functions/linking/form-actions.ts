import type { Config } from '../config/config.ts';

/** Origins that Google's redirect endpoint may redirect to. */
const GOOGLE_REDIRECT_TARGETS = ['https://*.google.com', 'https://*.googleusercontent.com'];

/** The origins of the last redirects of linking. Chrome applies the `form-action` of a page to every redirect after it. */
export function formActions({ redirectUris }: Pick<Config, 'redirectUris'>): string[] {
  const origins = new Set(redirectUris.map((uri) => new URL(uri).origin));
  const onward = [...origins].some((origin) => origin.endsWith('.googleusercontent.com'))
    ? GOOGLE_REDIRECT_TARGETS
    : [];
  return [...origins, ...onward];
}
