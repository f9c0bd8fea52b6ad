import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Clock } from '../clock.ts';
import type { Logger } from '../logs/logger.ts';
import { annotate } from '../pages/call-log.ts';
import type { OwnerVisit } from './owner-visits.ts';

/** A file to download. */
interface OwnerFile {
  /** The beginning of its name; the day and `extension` follow. */
  readonly name: string;
  readonly extension: string;
  readonly type: string;
}

/** Sends a file to the owner piece by piece; what `pieces` throws after the first ends the connection, which the browser notices. */
export async function streamFile(
  { clock, logger }: { readonly clock: Clock; readonly logger: Logger },
  { request, response, loaded }: OwnerVisit,
  { name, extension, type }: OwnerFile,
  pieces: AsyncIterable<string>,
): Promise<void> {
  const day = new Date(clock.now()).toISOString().slice(0, 10);
  response.status(200).type(type).attachment(`${name}-${day}.${extension}`).type(type);
  annotate(response, { outcome: 'sent' });
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  try {
    await pipeline(Readable.from(pieces), response);
  } catch (error) {
    logger.warn('could not send the whole file', { accountId: loaded.account.id, file: name, error });
  }
}

/** Resolves when the first item was read, with all of them: what fails until then can be answered with a page. */
export async function startReading<T>(items: AsyncGenerator<T>): Promise<AsyncIterable<T>> {
  const first = await items.next();
  return (async function* all() {
    if (first.done) return;
    yield first.value;
    yield* items;
  })();
}
