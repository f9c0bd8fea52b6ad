import * as v from 'valibot';
import type { CallOptions, CloudSignIn } from '../../locks/lock-cloud.ts';
import { defined } from '../defined.ts';
import { optionalText, someText } from '../http/field-schemas.ts';
import { readPayload } from '../http/read-payload.ts';
import type { Transport } from '../http/transport.ts';
import type { ApiKeyCredentials } from './credentials.ts';
import { passwordHash } from './password-hash.ts';
import { asSignInRefused, nameOf, signInContext, userOf } from './sign-in.ts';

const keySchema = v.pipe(
  v.object({ clientToken: someText, clientId: optionalText }),
  v.transform(
    ({ clientToken, clientId }): ApiKeyCredentials =>
      defined({ kind: 'api-key' as const, token: clientToken, clientId }),
  ),
);

interface ApiKeyDeps {
  readonly transport: Transport;
  readonly timeoutMs: number;
}

/** Exchanges a password for the API key (Sifely docs, Overview of 2026-06-16; the reply is documented wrapped, but came flat). */
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
