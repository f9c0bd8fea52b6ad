import * as v from 'valibot';
import { decodeReply, type HttpReply } from '../http/decode-reply.ts';
import { unreadable } from '../http/read-payload.ts';
import type { SifelyRequest } from '../http/transport.ts';

/**
 * Requests a code: `POST /system/smart/authorize`, in the query `client_id`, `username`, `password` (MD5) and `state`
 * (Sifely docs, api-256998333). The answer's form is not documented: a redirect, never followed, or JSON; nor are its errors.
 */
export function authorizeRequest(
  query: {
    readonly client_id: string;
    readonly username: string;
    readonly password: string;
    readonly state: string;
  },
  timeoutMs: number,
): SifelyRequest<string> {
  return {
    endpoint: '/system/smart/authorize',
    method: 'POST',
    query,
    timeoutMs,
    idempotent: false,
    changes: false,
    read: (reply) => {
      const code =
        reply.location === undefined ? codeInBody(reply) : codeInAddress(reply.location, query.state);
      if (code === undefined) throw unreadable(reply, 'no code');
      return code;
    },
  };
}

const text = v.pipe(v.string(), v.minLength(1));
const codeSchema = v.union([
  v.pipe(
    v.object({ code: text }),
    v.transform(({ code }) => code),
  ),
  v.pipe(
    v.object({ authorization_code: text }),
    v.transform(({ authorization_code: code }) => code),
  ),
  v.pipe(
    v.object({ authorizationCode: text }),
    v.transform(({ authorizationCode: code }) => code),
  ),
  // `decodeReply` leaves `data` in its wrapper unless it is an object.
  v.pipe(
    v.object({ data: text }),
    v.transform(({ data }) => data),
  ),
]);

function codeInBody(reply: HttpReply): string | undefined {
  const result = v.safeParse(codeSchema, decodeReply(reply).payload);
  return result.success ? result.output : undefined;
}

/** Returns the `code` of a redirect, unless its `state` is that of another request. */
function codeInAddress(location: string, state: string): string | undefined {
  const address = URL.parse(location, 'https://redirect.invalid');
  const returned = address?.searchParams.get('state');
  if (returned && returned !== state) return undefined;
  return address?.searchParams.get('code') || undefined;
}
