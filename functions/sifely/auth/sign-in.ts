import { withAsciiDigits } from '../../digits.ts';
import type { CallOptions } from '../../locks/lock-cloud.ts';
import { errorTable } from '../http/error-table.ts';
import { SifelyError } from '../http/sifely-error.ts';
import type { RequestContext } from '../http/transport.ts';
import { REASON_POLICY } from '../reason-policy.ts';

/** Returns a name as it is sent. Phone numbers lose punctuation and invisible characters, which Sifely refuses (error 30002), and get ASCII digits. */
export function nameOf(username: string): string {
  const name = username.normalize('NFKC').trim();
  return name.includes('@') ? name : withAsciiDigits(name).replace(/[\s().\p{Pd}\p{Cf}]/gu, '');
}

/** Returns one name per person: as it is sent to Sifely, in lower case. */
export function userOf(username: string): string {
  return nameOf(username).toLowerCase();
}

/** Returns the context of a sign-in call: no credentials, and no account whose limit it counts for. */
export function signInContext({ signal, trace }: CallOptions): RequestContext {
  return { ...(signal ? { signal } : {}), ...(trace ? { trace } : {}) };
}

/** True if Sifely refused name and password. A refusal in words alone counts too: no stored credentials could be lost by it. */
export function isDenied(error: unknown): boolean {
  if (!(error instanceof SifelyError) || error.kind !== 'refused') return false;
  return REASON_POLICY[error.reason].deniesSignIn || error.renewalMayHelp;
}

/** Returns a denied sign-in as `sign-in-refused`: it had no credentials that could be refused. Other errors as they are. */
export function asSignInRefused(error: unknown): unknown {
  const row = errorTable[10007];
  return error instanceof SifelyError && isDenied(error) && row ? error.as(row) : error;
}
