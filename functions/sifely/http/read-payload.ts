import * as v from 'valibot';
import { decodeReply, type HttpReply } from './decode-reply.ts';
import { otherFailures } from './error-table.ts';
import { SifelyError } from './sifely-error.ts';

/** Returns a reader that validates a reply without its envelope. Drops fields that are not named; throws `SifelyError`. */
export function readPayload<S extends v.GenericSchema>(schema: S): (reply: HttpReply) => v.InferOutput<S> {
  return (reply) => {
    const result = v.safeParse(schema, decodeReply(reply).payload);
    if (result.success) return result.output;
    // The issues quote values, which may be secret; only the names of the fields may be logged.
    const fields = [...new Set(result.issues.map((issue) => v.getDotPath(issue) ?? 'payload'))].join(' ');
    throw unreadable(reply, `unexpected: ${fields}`);
  };
}

/** Returns the error of a reply that reports no failure, but is not the expected answer. */
export function unreadable(reply: HttpReply, note: string): SifelyError {
  const { endpoint, status } = reply;
  return new SifelyError(otherFailures.unreadable, { endpoint, status, kind: 'unreadable', note });
}

/** Accepts stated success alone (`errcode` 0, `code` 0 or 200): HTTP 200 proves nothing. */
export function readSuccess(reply: HttpReply): void {
  if (!decodeReply(reply).affirmed) throw unreadable(reply, 'success was not said');
}
