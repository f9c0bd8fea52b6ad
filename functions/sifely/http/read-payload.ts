import * as v from 'valibot';
import { decodeReply, type HttpReply } from './decode-reply.ts';
import { otherFailures } from './error-table.ts';
import { SifelyError } from './sifely-error.ts';

/** Makes a reader that takes a reply out of its envelope and validates it; what the schema does not name is dropped. */
export function readPayload<S extends v.GenericSchema>(schema: S): (reply: HttpReply) => v.InferOutput<S> {
  return (reply) => {
    const result = v.safeParse(schema, decodeReply(reply).payload);
    if (result.success) return result.output;
    // The issues quote what they found; only the names of the fields are fit for a log.
    const fields = [...new Set(result.issues.map((issue) => v.getDotPath(issue) ?? 'payload'))].join(' ');
    throw unreadable(reply, `unexpected: ${fields}`);
  };
}

/** A reply without failure that is not what was asked for. */
export function unreadable(reply: HttpReply, note: string): SifelyError {
  const { endpoint, status } = reply;
  return new SifelyError(otherFailures.unreadable, { endpoint, status, kind: 'unreadable', note });
}
