import type { CallOptions } from '../../locks/lock-cloud.ts';
import { errorTable } from '../http/error-table.ts';
import { SifelyError } from '../http/sifely-error.ts';
import type { RequestContext } from '../http/transport.ts';
import { REASON_POLICY } from '../reason-policy.ts';

/**
 * A name as Sifely is asked about it: what it said yes to is who the person is. Phone numbers go without punctuation, and
 * without the invisible characters that telephones copy along; other names have letters and digits only (error 30002).
 */
export function nameOf(username: string): string {
  const name = username.normalize('NFKC').trim();
  return name.includes('@') ? name : name.replace(/[\s().\p{Pd}\p{Cf}]/gu, '');
}

/** The same name for the same person: as Sifely is asked about it, without regard to case. */
export function userOf(username: string): string {
  return nameOf(username).toLowerCase();
}

/** What a sign-in call is made with: nobody's credentials, and a limit of nobody. */
export function signInContext({ signal, trace }: CallOptions): RequestContext {
  return { ...(signal ? { signal } : {}), ...(trace ? { trace } : {}) };
}

/** Whether Sifely turned a name and password down; a refusal that is only supposed is believed here, where it costs nothing. */
export function isDenied(error: unknown): boolean {
  if (!(error instanceof SifelyError) || error.kind !== 'refused') return false;
  return REASON_POLICY[error.reason].deniesSignIn || error.renewalMayHelp;
}

/** A denied sign-in as what it is: before it there are no credentials that could be refused. */
export function asSignInRefused(error: unknown): unknown {
  const row = errorTable[10007];
  return error instanceof SifelyError && isDenied(error) && row ? error.as(row) : error;
}
