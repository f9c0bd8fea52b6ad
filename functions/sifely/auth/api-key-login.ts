import * as v from 'valibot';
import type { CallOptions, CloudSignIn } from '../../locks/lock-cloud.ts';
import { defined } from '../defined.ts';
import { optionalText, someText } from '../http/field-schemas.ts';
import { readPayload } from '../http/read-payload.ts';
import type { Transport } from '../http/transport.ts';
import type { ApiKeyCredentials } from './credentials.ts';
import { passwordHash } from './password-hash.ts';
import { asSignInRefused, nameOf, signInContext, userOf } from './sign-in.ts';

/** Longest name of a plan that is kept. */
const MAX_PLAN = 40;

const keySchema = v.pipe(
  v.object({ clientToken: someText, clientId: optionalText, plan: optionalText }),
  v.transform(
    ({ clientToken, clientId, plan }): ApiKeyCredentials =>
      defined({ kind: 'api-key' as const, token: clientToken, clientId, plan: plan?.slice(0, MAX_PLAN) }),
  ),
);

interface ApiKeyDeps {
  readonly transport: Transport;
  readonly timeoutMs: number;
}

/**
 * Exchanges a password for the API key: `POST /system/smart/login`, as JSON `account` and `password` (MD5, lower-case hex); replies with
 * `clientToken` and `plan` (Sifely docs, Overview of 2026-06-16; the reply is documented wrapped, but came flat). HTTP 401: wrong
 * credentials; 402: no active subscription.
 */
export async function apiKeySignIn(
  deps: ApiKeyDeps,
  username: string,
  password: string,
  options: CallOptions,
): Promise<CloudSignIn> {
  try {
    const credentials = await deps.transport.send(
      {
        endpoint: '/system/smart/login',
        method: 'POST',
        json: { account: nameOf(username), password: passwordHash(password) },
        timeoutMs: deps.timeoutMs,
        idempotent: false,
        changes: false,
        read: readPayload(keySchema),
      },
      signInContext(options),
    );
    return { user: userOf(username), credentials };
  } catch (error) {
    throw asSignInRefused(error);
  }
}
