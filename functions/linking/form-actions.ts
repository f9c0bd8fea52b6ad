import type { Config } from '../config/config.ts';

/** Where Google's redirect endpoint may send the browser on to. */
const BEHIND_GOOGLE = ['https://*.google.com', 'https://*.googleusercontent.com'];

/**
 * Where the last redirect of linking goes: Chrome applies a page's `form-action` to redirects, too, and to those that
 * follow.
 */
export function formActions({ redirectUris }: Pick<Config, 'redirectUris'>): string[] {
  const origins = new Set(redirectUris.map((uri) => new URL(uri).origin));
  const onward = [...origins].some((origin) => origin.endsWith('.googleusercontent.com'))
    ? BEHIND_GOOGLE
    : [];
  return [...origins, ...onward];
}
