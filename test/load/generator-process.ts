// Sends intents at a fixed rate, whether answers come or not: a slow server is not asked less. In a process of its own.
import { Agent, request } from 'node:http';
import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import { serve } from '../bench/helper.ts';
import { PIN } from '../bench/homes.ts';
import { executeBody, intentBody, queryBody } from '../bench/intents.ts';
import { GOOGLE_CLIENT } from '../bench/settings.ts';
import type { Kind, KindFigures, LoadFigures, LoadHome, LoadOrder } from './load-figures.ts';
import type { SentCommand } from './operations.ts';

/** Google gives up after about so long. */
const TIMEOUT_MS = 10_000;
const STEP_MS = 5;

/** Shares of the kinds in percent. */
const SHARES: readonly (readonly [Kind, number])[] = [
  ['QUERY', 70],
  ['EXECUTE', 20],
  ['SYNC', 5],
  ['refresh', 5],
];

const agent = new Agent({ keepAlive: true, maxSockets: 4096, maxFreeSockets: 512 });
let homes: readonly LoadHome[] = [];
/** One command in so many unlocks: to check a PIN takes about 30 ms of a core, by design. */
const UNLOCK_EVERY = 10;

interface Tally {
  readonly times: RecordableHistogram;
  answers: number;
  shed: number;
  errors: number;
}

serve({
  use(given: readonly LoadHome[]): void {
    homes = given;
  },
  /** Sends for some seconds and waits for every answer. */
  async run({ url, perSecond, seconds, isPlain }: LoadOrder): Promise<LoadFigures> {
    const tallies = new Map<Kind, Tally>(
      SHARES.map(([kind]) => [kind, { times: createHistogram(), answers: 0, shed: 0, errors: 0 }]),
    );
    const sent: SentCommand[] = [];
    const failures = new Map<string, number>();
    const underWay = new Set<Promise<void>>();
    const begun = performance.now();
    let count = 0;
    while (performance.now() - begun < seconds * 1000) {
      const due = Math.floor(((performance.now() - begun) / 1000) * perSecond);
      for (; count < due; count++) {
        const one = send(url, isPlain === true, tallies, sent, failures);
        underWay.add(one);
        void one.finally(() => underWay.delete(one));
      }
      await new Promise((resolve) => setTimeout(resolve, STEP_MS));
    }
    await Promise.all(underWay);
    return {
      requests: count,
      kinds: Object.fromEntries([...tallies].map(([kind, tally]) => [kind, figuresOf(tally)])),
      failures: Object.fromEntries(failures),
      sent,
    };
  },
});

function figuresOf({ times, answers, shed, errors }: Tally): KindFigures {
  const ms = (percent: number) => (answers === 0 ? 0 : times.percentile(percent) / 1000);
  return { answers, shed, errors, p50: ms(50), p99: ms(99), max: answers === 0 ? 0 : times.max / 1000 };
}

async function send(
  url: string,
  isPlain: boolean,
  tallies: ReadonlyMap<Kind, Tally>,
  sent: SentCommand[],
  failures: Map<string, number>,
): Promise<void> {
  const home = homes[Math.floor(Math.random() * homes.length)];
  const kind = pickKind();
  const tally = tallies.get(kind);
  if (home === undefined || tally === undefined) return;
  const action = Math.random() * UNLOCK_EVERY < 1 ? 'unlock' : 'lock';
  const begun = performance.now();
  const { status, text, sentAt } = await post(url, home, kind, action);
  const tookMicroseconds = Math.max(1, Math.round((performance.now() - begun) * 1000));
  if (kind === 'EXECUTE') sent.push({ lockId: home.lockId, action, sentAt, status });
  if (status === 503) {
    tally.shed += 1;
  } else if (status !== 200 || (!isPlain && isFailure(kind, text))) {
    tally.errors += 1;
    const what = `${kind} ${status} ${/"errorCode":"(\w+)"/.exec(text)?.[1] ?? text.slice(0, 40)}`;
    failures.set(what, (failures.get(what) ?? 0) + 1);
  } else {
    tally.answers += 1;
    tally.times.record(tookMicroseconds);
  }
}

function isFailure(kind: Kind, text: string): boolean {
  return kind === 'refresh'
    ? !text.includes('access_token')
    : text.includes('errorCode') || !text.includes('payload');
}

function pickKind(): Kind {
  let left = Math.random() * 100;
  for (const [kind, share] of SHARES) {
    left -= share;
    if (left < 0) return kind;
  }
  return 'QUERY';
}

function bodyOf({ lockId, refreshToken }: LoadHome, kind: Kind, action: 'lock' | 'unlock'): string {
  switch (kind) {
    case 'SYNC':
      return intentBody('SYNC');
    case 'QUERY':
      return queryBody([lockId]);
    case 'EXECUTE':
      return executeBody(lockId, action, action === 'unlock' ? PIN : undefined);
    case 'refresh':
      return new URLSearchParams({
        grant_type: 'refresh_token',
        refresh_token: refreshToken,
        client_id: GOOGLE_CLIENT.id,
        client_secret: GOOGLE_CLIENT.secret,
      }).toString();
  }
}

interface Reply {
  readonly status: number;
  readonly text: string;
  /** When the whole request was handed to the system, ms since the epoch. */
  readonly sentAt: number;
}

function post(url: string, home: LoadHome, kind: Kind, action: 'lock' | 'unlock'): Promise<Reply> {
  const body = bodyOf(home, kind, action);
  const isRefresh = kind === 'refresh';
  const headers = {
    'content-type': isRefresh ? 'application/x-www-form-urlencoded' : 'application/json',
    'content-length': Buffer.byteLength(body),
    ...(!isRefresh && { authorization: `Bearer ${home.accessToken}` }),
  };
  const path = isRefresh ? '/oauth/token' : '/smarthome';
  return new Promise((resolve) => {
    let sentAt = Date.now();
    // Of the whole, as of Google: a request that waits for a connection waits, too.
    const timer = setTimeout(() => call.destroy(new Error('no answer in time')), TIMEOUT_MS);
    const end = (status: number, text: string) => {
      clearTimeout(timer);
      resolve({ status, text, sentAt });
    };
    const call = request(url + path, { method: 'POST', agent, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => {
        text += part;
      });
      response.on('end', () => end(response.statusCode ?? 0, text));
      response.on('error', () => end(0, 'cut off'));
    });
    call.on('finish', () => {
      sentAt = Date.now();
    });
    call.on('error', (error) => end(0, `${Object(error).code ?? error.message}`));
    call.on('close', () => end(0, 'closed'));
    call.end(body);
  });
}
