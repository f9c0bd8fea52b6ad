import { type Request, type Response, Router } from 'express';
import type { LoadedAccount } from '../../accounts/accounts.ts';
import { sharedIds, sharedLock } from '../../accounts/shared-lock.ts';
import { decodeText } from '../../decode-text.ts';
import { createBodyReader, RequestBodyError } from '../../http/request-body.ts';
import { isForgotten } from '../../jobs/resume-polling.ts';
import type { CloudHint, LockEvent, WebhookContent } from '../../locks/lock-cloud.ts';
import type { TrackingDeps } from '../deps.ts';
import { createDropRecords } from './dropped-webhooks.ts';
import { isWebhookAtDue } from './handle-webhook-events.ts';
import { type Refusal, RefusedAddresses } from './refused-addresses.ts';
import { WebhookAllowance } from './webhook-allowance.ts';

const readBody = createBodyReader(256 * 1024);
/** Jobs are small documents: a body with more events becomes several jobs. */
const MAX_EVENTS_PER_JOB = 100;
const SECOND_MS = 1000;
const MINUTE_MS = 60_000;
/** Unknown kinds that are logged one by one: their numbers come from outside. */
const MAX_UNKNOWN_KINDS = 20;

type EndpointDeps = Pick<TrackingDeps, 'accounts' | 'cloud' | 'jobs' | 'clock' | 'logger'>;

/**
 * Creates `POST /webhooks/sifely/:secret`. Answers `success` at once, whatever the headers say, as tammeryousef1006/matterbridge-ttlock says that
 * TTLock expects, also for GET probes. No signature is known: the address is the secret, and a wrong one is answered like
 * any unknown. Probes count as posts. A post beyond the account's allowance is dropped with 429, those that follow it without a read of the store; one that
 * is too large with 413, and of too many records a part; then, and after one that cannot be read, all of its locks are looked at.
 */
export function createWebhookEndpoint(deps: EndpointDeps): Router {
  const { accounts, cloud, jobs, clock, logger } = deps;
  const allowance = new WebhookAllowance(clock);
  const refused = new RefusedAddresses(clock);
  const recordDrop = createDropRecords(deps);
  const counts = new Map<WebhookContent['kind'], number>();
  const unknownKinds = new Set<number | undefined>();

  const drop = async (accountId: string, response: Response, status: 413 | 429): Promise<void> => {
    await recordDrop(accountId, status === 413 ? 'size' : 'rate');
    // The rest of the body is not read.
    response.set({ 'Retry-After': '60', Connection: 'close' });
    response.status(status).type('text/plain').send('dropped');
  };

  /** Enqueues what concerns the account; false if that is more than it may. */
  const enqueueContent = async ({ account, states }: LoadedAccount, body: string): Promise<boolean> => {
    const accountId = account.id;
    const receivedAt = clock.now();
    const { kind, number, events, hints, incomplete } = cloud.parseWebhook(body, receivedAt);
    const known = events.filter(({ lockId }) => sharedLock(account, states, lockId) !== undefined);
    const useful = hints.filter((hint) => isUseful({ account, states }, hint));
    const isNews = known.length + useful.length > 0;
    if (isNews || isWebhookAtDue(states, receivedAt) || isForgotten({ account, states })) {
      const bytes = Buffer.byteLength(JSON.stringify([known, useful]));
      if (!allowance.takeBytes(accountId, sharedIds(account).length, bytes)) return false;
      // One job a minute is enough for posts that say nothing.
      const key = isNews
        ? known.length === 0 && doorKey(accountId, useful, receivedAt)
        : `webhook-${accountId}-${Math.floor(receivedAt / MINUTE_MS)}`;
      for (const some of inParts(known)) {
        const withHints = useful.length > 0 && { hints: useful };
        await jobs.enqueue(
          { kind: 'events', accountId, receivedAt, events: some, ...withHints },
          key ? { key } : {},
        );
      }
    }
    if (incomplete !== undefined) await recordDrop(accountId, incomplete);
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    logger.info('webhook', { accountId, kind, count, events: events.length });
    if (kind === 'unknown') warnOnce(number);
    return true;
  };

  const warnOnce = (number: number | undefined) => {
    if (unknownKinds.has(number) || unknownKinds.size >= MAX_UNKNOWN_KINDS) return;
    unknownKinds.add(number);
    logger.warn('webhook of an unknown kind', { number });
  };

  /** Finds the account of an address, or why its requests are refused for now. */
  const findAccount = async (secret: string): Promise<LoadedAccount | Refusal> => {
    const refusal = refused.find(secret);
    if (refusal !== undefined) return refusal;
    const found = await accounts.findByWebhook(secret);
    if (found === undefined) {
      refused.add(secret, { kind: 'unknown' });
      return { kind: 'unknown' };
    }
    const { account } = found;
    const locks = sharedIds(account).length;
    if (allowance.takePost(account.id, locks)) return found;
    const tooMany = { kind: 'too-many', accountId: account.id } as const;
    refused.add(secret, tooMany, allowance.nextPostAt(account.id, locks));
    return tooMany;
  };

  const path = '/webhooks/sifely/:secret';
  const router = Router();
  router.get(path, async (request, response, next) => {
    const found = await findAccount(request.params.secret);
    if ('kind' in found && found.kind === 'unknown') next();
    else succeed(response);
  });
  router.post(path, async (request, response, next) => {
    const found = await findAccount(request.params.secret);
    if ('kind' in found) {
      if (found.kind === 'unknown') next();
      else await drop(found.accountId, response, 429);
      return;
    }
    const { account } = found;
    const text = await textOf(request, response);
    if (text === 'too-large') return drop(account.id, response, 413);
    if (text === undefined) {
      await recordDrop(account.id, 'unreadable');
      succeed(response);
    } else if (await enqueueContent(found, text)) succeed(response);
    else await drop(account.id, response, 429);
  });
  return router;
}

/** True if a hint may change something. */
function isUseful({ account, states }: LoadedAccount, hint: CloudHint): boolean {
  if (hint.kind === 'write-failed') return false;
  if (hint.kind !== 'door') return true;
  return hint.open !== undefined && sharedLock(account, states, hint.lockId) !== undefined;
}

/** Returns the key of the job of a hint about a door, which is posted more than once; `undefined` for other news. */
function doorKey(accountId: string, hints: readonly CloudHint[], receivedAt: number): string | undefined {
  const [hint, ...others] = hints;
  if (hint?.kind !== 'door' || others.length > 0) return undefined;
  const { lockId, open, happenedAt = Math.floor(receivedAt / SECOND_MS) } = hint;
  return `says-${accountId}-${lockId}-${open}-${happenedAt}`;
}

/** Returns the text of a body; `undefined` if it cannot be decoded. */
async function textOf(request: Request, response: Response): Promise<string | undefined | 'too-large'> {
  try {
    const body = await readBody(request, response);
    return body === undefined ? '' : decodeText(body);
  } catch (error) {
    if (!(error instanceof RequestBodyError)) throw error;
    return error.status === 413 ? 'too-large' : undefined;
  }
}

/** Returns the events of each job, at least one. */
function inParts(events: readonly LockEvent[]): LockEvent[][] {
  const parts: LockEvent[][] = [];
  for (let from = 0; from === 0 || from < events.length; from += MAX_EVENTS_PER_JOB)
    parts.push(events.slice(from, from + MAX_EVENTS_PER_JOB));
  return parts;
}

function succeed(response: Response): void {
  response.type('text/plain').send('success');
}
