import type { AccountTrouble } from '../../functions/operator/account-troubles.ts';

const WORDS: Readonly<Record<AccountTrouble['kind'], string>> = {
  'other-generation': 'it was linked by the other SIFELY_PROFILE: its owner must sign in at /account',
  'credentials-refused': 'Sifely refuses the credentials: its owner must sign in at /account',
  'credentials-suspected': 'Sifely refused the credentials once',
  'unknown-to-google': 'Google does not know the account any more: its owner must link again',
  'never-synced': 'Google has never asked for the devices',
  'devices-missing': 'Google lacks shared locks: try resync',
  'reports-late': 'states wait to be reported to Google',
  'polls-late': 'polls do not run',
  'calls-used-up': 'the calls to Sifely of this month are used up',
  'locked-out': 'wrong PINs have locked voice unlocking',
  'nothing-shared': 'no lock is shared with Google',
};

/** Says what is wrong with an account, in one line without a full stop. */
export function troubleWords({ kind, at, locks }: AccountTrouble): string {
  const facts = [
    ...(locks === undefined ? [] : [`${locks} ${locks === 1 ? 'lock' : 'locks'}`]),
    ...(at === undefined ? [] : [`${kind === 'locked-out' ? 'until' : 'since'} ${time(at)}`]),
  ];
  return `${WORDS[kind]}${facts.length === 0 ? '' : ` (${facts.join(', ')})`}`;
}

/** Formats a time (ms since the epoch) in UTC to the minute; `never` if there is none. */
export function time(at: number | undefined): string {
  return at === undefined ? 'never' : `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
