import * as v from 'valibot';
import type { CallOptions, CredentialStore } from '../../locks/lock-cloud.ts';
import type { EndpointContext } from '../endpoint-context.ts';
import { decodeReply } from '../http/decode-reply.ts';
import { readList } from './read-list.ts';

/** A call that a person spells out. */
export interface RawRequest {
  /** Such as `/v3/lock/list`. */
  readonly path: `/v3/${string}`;
  readonly method: 'GET' | 'POST';
  readonly query: Readonly<Record<string, string>>;
  /** True if it changes nothing, so that it may be repeated after an outage. */
  readonly isRead: boolean;
}

/** Makes calls for which there is no method of its own. */
export interface RawCaller {
  /**
   * Makes one call for an account. Resolves with the reply without its envelope, not validated, with all its secrets; rejects with
   * `CloudFailureError`.
   */
  callRaw(credentialStore: CredentialStore, request: RawRequest, options?: CallOptions): Promise<unknown>;
  /**
   * Makes one cheap call that proves the sign-in. Rejects with `CloudFailureError`, also for an answer that is not in Sifely's own form: a
   * portal or proxy in between, or another server, may answer anything.
   */
  checkSignIn(credentialStore: CredentialStore, options?: CallOptions): Promise<void>;
}

/** Makes the call; see {@link RawCaller}. */
export function callRaw(
  context: EndpointContext,
  { path, method, query, isRead }: RawRequest,
  options: CallOptions,
): Promise<unknown> {
  const { calls, timeouts } = context;
  return calls.call(
    {
      ...{ endpoint: path, method, query, idempotent: isRead, changes: !isRead },
      // The gateway may take part in any call.
      timeoutMs: timeouts.commandMs,
      read: (reply) => decodeReply(reply).payload,
    },
    options,
  );
}

/** Asks for the shortest page of ekeys; see {@link RawCaller}. */
export async function checkSignIn(context: EndpointContext, options: CallOptions): Promise<void> {
  const query = { pageNo: '1', pageSize: '1' };
  await readList(context, { endpoint: '/v3/key/list', method: 'POST', query, schema: v.unknown() }, options);
}
