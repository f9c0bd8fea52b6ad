import type { LogFields } from '../logs/logger.ts';
import type { ProductMetrics } from './product-metrics.ts';

/** Counts what one kind of log line tells. Must be cheap: it runs before an answer. */
type LineCounter = (metrics: ProductMetrics, fields: LogFields) => void;

/** Sifely's endpoints by what they are for. A test compares the table with those that are called. */
export const ENDPOINT_CLASSES: ReadonlyMap<unknown, string> = new Map([
  ['/client/roll-token', 'sign_in'],
  ['/system/smart/authorize', 'sign_in'],
  ['/system/smart/login', 'sign_in'],
  ['/system/smart/oauthToken', 'sign_in'],
  ['/v3/lock/list', 'list'],
  ['/v3/key/list', 'list'],
  ['/v3/group/list', 'list'],
  ['/v3/gateway/detail', 'detail'],
  ['/v3/gateway/listByLock', 'detail'],
  ['/v3/lock/detail', 'detail'],
  ['/v3/lock/queryOpenState', 'state'],
  ['/v3/lockRecord/list', 'records'],
  ['/v3/lock/lock', 'command'],
  ['/v3/lock/unlock', 'command'],
  ['/v3/doorSensor/listRecord', 'records'],
  ['/v3/fingerprint/list', 'access'],
  ['/v3/gateway/listLock', 'detail'],
  ['/v3/identityCard/add', 'access'],
  ['/v3/identityCard/addForReversedCardNumber', 'access'],
  ['/v3/identityCard/changePeriod', 'access'],
  ['/v3/identityCard/delete', 'access'],
  ['/v3/identityCard/list', 'access'],
  ['/v3/key/changePeriod', 'access'],
  ['/v3/key/delete', 'access'],
  ['/v3/key/freeze', 'access'],
  ['/v3/key/send', 'access'],
  ['/v3/key/unfreeze', 'access'],
  ['/v3/keyboardPwd/add', 'access'],
  ['/v3/keyboardPwd/change', 'access'],
  ['/v3/keyboardPwd/delete', 'access'],
  ['/v3/keyboardPwd/deleteByCode', 'access'],
  ['/v3/keyboardPwd/get', 'access'],
  ['/v3/lock/configPassageMode', 'settings'],
  ['/v3/lock/configurePassageMode', 'settings'],
  ['/v3/lock/getPassageModeConfig', 'settings'],
  ['/v3/lock/getPassageModeConfiguration', 'settings'],
  ['/v3/lock/listKey', 'access'],
  ['/v3/lock/listKeyboardPwd', 'access'],
  ['/v3/lock/setAutoLockTime', 'settings'],
]);

/** Google's names of intents, and ours. */
export const INTENTS: ReadonlyMap<unknown, string> = new Map([
  ['action.devices.SYNC', 'sync'],
  ['action.devices.QUERY', 'query'],
  ['action.devices.EXECUTE', 'execute'],
  ['action.devices.DISCONNECT', 'disconnect'],
]);

/** Outcomes of a request that is refused before its intent runs; any other text says what is wrong with its body. */
const REFUSALS: ReadonlySet<unknown> = new Set(['invalid_token', 'unavailable', 'failed']);

/** Outcomes of the page line at which a person signed in or tried to. */
const SIGN_INS: ReadonlyMap<unknown, string> = new Map([
  ['wrong password', 'wrong'],
  ['wrong token', 'wrong'],
  ['throttled', 'throttled'],
  ['sign-in failed', 'failed'],
]);

const TOKEN_OUTCOMES: ReadonlySet<unknown> = new Set(['issued', 'revoked', 'refused', 'failed']);

/** Every message that is counted. The log is the one place where everything that happens is named, so metrics follow from it. */
export const LINE_COUNTERS: ReadonlyMap<string, LineCounter> = new Map<string, LineCounter>([
  ['intent', countIntent],
  [
    'sifely call',
    ({ sifelyCalls, sifelySeconds }, { endpoint, outcome, ms }) => {
      const kind = ENDPOINT_CLASSES.get(endpoint) ?? 'other';
      sifelyCalls.add([kind, String(outcome)]);
      sifelySeconds.observe([kind], seconds(ms));
    },
  ],
  [
    'homegraph call',
    ({ homeGraphCalls, homeGraphSeconds }, { method, outcome, status, durationMs }) => {
      homeGraphCalls.add([String(method), String(outcome), String(status ?? 0)]);
      homeGraphSeconds.observe([String(method)], seconds(durationMs));
    },
  ],
  ['homegraph call put off', ({ homeGraphPutOff }, { method }) => homeGraphPutOff.add([String(method)])],
  [
    'states reported',
    ({ reportedLocks, reportAge }, { locks, ageMs }) => {
      reportedLocks.add([], Number(locks));
      reportAge.observe([], seconds(ageMs));
    },
  ],
  [
    'homegraph audit',
    ({ auditedLocks }, { compared, suspects, differences, missing }) => {
      // The second comparison is of locks that the first has counted.
      if (suspects !== undefined) auditedLocks.add(['compared'], Number(compared));
      if (differences !== undefined) auditedLocks.add(['different'], Number(differences));
      if (suspects !== undefined && Array.isArray(missing)) auditedLocks.add(['missing'], missing.length);
    },
  ],
  ['job done', countJob('done')],
  ['job failed, it will be retried', countJob('retried')],
  ['job given up', countJob('given_up')],
  ['oauth call', countPage],
  ['account call', countPage],
  ['operator call', countPage],
  [
    'Google passed on a wrong PIN',
    ({ wrongPins, pinLockouts }, { count, lockedUntil }) => {
      wrongPins.add([], Number(count));
      if (lockedUntil !== undefined) pinLockouts.add([]);
    },
  ],
  [
    'Sifely refused the credentials of an account',
    ({ refusals }, { confirmed }) => refusals.add([confirmed === true ? 'confirmed' : 'suspected']),
  ],
  ['account created', ({ accounts }) => accounts.add(['created'])],
  ['account deleted', ({ accounts }) => accounts.add(['deleted'])],
  ['grant added', ({ links }) => links.add(['made'])],
  ['grant ended', ({ links }) => links.add(['ended'])],
  [
    'poll',
    ({ polls, planUsed }, { grade, outcome, used }) => {
      polls.add([String(grade), String(outcome)]);
      planUsed.observe([], Number(used));
    },
  ],
  ['account set aside, it cannot be polled', ({ pollsNotDone }, { why }) => pollsNotDone.add([String(why)])],
  ['poll failed, the account is due again', ({ pollsNotDone }) => pollsNotDone.add(['failed'])],
  [
    'could not read guests, their data is damaged',
    ({ damagedGuests }, { count }) => damagedGuests.add([], Number(count)),
  ],
  ['alert delivered', countAlert('delivered')],
  ['could not deliver an alert', countAlert('failed')],
  ['alert lost', countAlert('lost')],
  ['webhook', ({ webhooks }, { kind }) => webhooks.add([String(kind)])],
  ['dropped webhooks', ({ webhooks }) => webhooks.add(['dropped'])],
]);

function countIntent(metrics: ProductMetrics, fields: LogFields): void {
  const intent = INTENTS.get(fields['intent']) ?? 'none';
  const { outcome, results, ms, ourMs } = fields;
  metrics.intents.add([intent, requestOutcome(outcome, intent)]);
  if (intent === 'none') return;
  metrics.answerSeconds.observe([intent], seconds(ms));
  metrics.ownSeconds.observe([intent], seconds(ourMs));
  for (const [result, count] of Object.entries(Object(results))) {
    metrics.results.add([intent, result], Number(count));
  }
}

function requestOutcome(outcome: unknown, intent: string): string {
  if (REFUSALS.has(outcome)) return String(outcome);
  return intent === 'none' ? 'invalid_request' : 'answered';
}

function countAlert(outcome: string): LineCounter {
  return ({ alerts }, { channel }) => alerts.add([String(channel), outcome]);
}

function countJob(outcome: string): LineCounter {
  return ({ jobs, jobLate }, { kind, attempt, lateMs }) => {
    jobs.add([String(kind), outcome]);
    // A retry is late by its pause. On Firebase the queue starts jobs, and does not say when they were due.
    if (attempt === 1 && lateMs !== undefined) jobLate.observe([], seconds(lateMs));
  };
}

function countPage({ signIns, tokens }: ProductMetrics, { endpoint, outcome, signedIn }: LogFields): void {
  const signIn = signedIn === true ? 'right' : SIGN_INS.get(outcome);
  if (signIn !== undefined) signIns.add([signIn]);
  if (endpoint === 'token' || endpoint === 'revoke') {
    tokens.add([TOKEN_OUTCOMES.has(outcome) ? String(outcome) : 'failed']);
  }
}

function seconds(ms: unknown): number {
  return Number(ms) / 1000;
}
