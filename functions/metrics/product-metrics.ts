import { VERSION } from '../version.ts';
import { Registry } from './registry.ts';

/** Google asks for a p90 of 1 s; commands that go through a gateway take up to 9 s. */
const ANSWER_SECONDS = [0.01, 0.025, 0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1, 1.5, 2.5, 5, 10];
/** A report belongs to a movement of seconds ago; polls find older ones. */
const AGE_SECONDS = [1, 2, 3, 5, 10, 30, 60, 300, 900, 3600, 21_600];
const LATE_SECONDS = [0.1, 0.5, 1, 2, 5, 10, 30, 60, 300, 1800];
const USED_SHARES = [0.1, 0.25, 0.5, 0.75, 0.9, 1];

export type ProductMetrics = ReturnType<typeof createProductMetrics>;

/**
 * Creates every metric of the product in a registry of its own. No label names an account, a lock, a person or a text from outside:
 * all values are constants of ours, Google's codes and Sifely's reasons.
 */
export function createProductMetrics(startedAt: number) {
  const registry = new Registry();
  registry.gauge('sifely_home_build_info', 'Always 1; the label is the version that runs.', () => [
    { labels: { version: VERSION }, value: 1 },
  ]);
  registry.gauge('process_start_time_seconds', 'Start of the process, seconds since the epoch.', () => [
    { value: startedAt / 1000 },
  ]);
  registry.gauge('process_resident_memory_bytes', 'Memory that the process occupies.', () => [
    { value: process.memoryUsage.rss() },
  ]);
  return {
    registry,
    intents: registry.counter(
      'sifely_home_intents_total',
      'Requests to /smarthome by intent (none: refused before it was read) and outcome of the request.',
      ['intent', 'outcome'],
    ),
    results: registry.counter(
      'sifely_home_intent_results_total',
      'Results of intents, one for each device of a QUERY or EXECUTE: SUCCESS, PENDING, OFFLINE or an error code of Google.',
      ['intent', 'result'],
    ),
    answerSeconds: registry.histogram(
      'sifely_home_intent_duration_seconds',
      'From the arrival of an intent to its answer, the time in which Sifely was waited for included.',
      ['intent'],
      ANSWER_SECONDS,
    ),
    ownSeconds: registry.histogram(
      'sifely_home_intent_own_duration_seconds',
      'The part of an answer in which no call to Sifely ran.',
      ['intent'],
      ANSWER_SECONDS,
    ),
    sifelyCalls: registry.counter(
      'sifely_home_sifely_calls_total',
      'Calls to Sifely by class of endpoint and outcome: ok, or the reason of the failure.',
      ['class', 'outcome'],
    ),
    sifelySeconds: registry.histogram(
      'sifely_home_sifely_call_duration_seconds',
      'Duration of calls to Sifely by class of endpoint.',
      ['class'],
      ANSWER_SECONDS,
    ),
    homeGraphCalls: registry.counter(
      'sifely_home_homegraph_calls_total',
      'Calls to the HomeGraph API by method, outcome and HTTP status (0 without an answer).',
      ['method', 'outcome', 'status'],
    ),
    homeGraphSeconds: registry.histogram(
      'sifely_home_homegraph_call_duration_seconds',
      'Duration of calls to the HomeGraph API by method.',
      ['method'],
      ANSWER_SECONDS,
    ),
    homeGraphPutOff: registry.counter(
      'sifely_home_homegraph_put_off_total',
      'Calls to the HomeGraph API that were not sent, by method: too many waited, or Google took none.',
      ['method'],
    ),
    reportedLocks: registry.counter('sifely_home_reported_locks_total', 'Locks whose states Google took.'),
    reportAge: registry.histogram(
      'sifely_home_report_age_seconds',
      'From learning the newest fact of a report to Google taking it.',
      [],
      AGE_SECONDS,
    ),
    auditedLocks: registry.counter(
      'sifely_home_audited_locks_total',
      'Locks in the daily comparison with HomeGraph: compared, of them different, and missing there.',
      ['result'],
    ),
    jobs: registry.counter('sifely_home_jobs_total', 'Attempts of jobs by kind and outcome.', [
      'kind',
      'outcome',
    ]),
    jobLate: registry.histogram(
      'sifely_home_job_late_seconds',
      'From the time at which a job was due to its start.',
      [],
      LATE_SECONDS,
    ),
    signIns: registry.counter(
      'sifely_home_sign_ins_total',
      'Sign-ins on our pages by outcome: right, wrong, throttled, failed.',
      ['outcome'],
    ),
    tokens: registry.counter(
      'sifely_home_token_requests_total',
      'Requests of Google to /oauth/token and /oauth/revoke by outcome.',
      ['outcome'],
    ),
    wrongPins: registry.counter('sifely_home_wrong_pins_total', 'Wrong PINs that Google passed on.'),
    pinLockouts: registry.counter(
      'sifely_home_pin_lockouts_total',
      'Requests whose wrong PIN locked voice unlocking of an account.',
    ),
    refusals: registry.counter(
      'sifely_home_credential_refusals_total',
      'Refusals of stored Sifely credentials: suspected (the first) and confirmed.',
      ['kind'],
    ),
    accounts: registry.counter('sifely_home_accounts_total', 'Accounts that were created and deleted.', [
      'event',
    ]),
    links: registry.counter('sifely_home_links_total', 'Links of Google users that were made and ended.', [
      'event',
    ]),
    polls: registry.counter(
      'sifely_home_polls_total',
      'Polls by what the month’s calls of their account allow (free, thrifty, exhausted) and outcome.',
      ['budget', 'outcome'],
    ),
    pollsNotDone: registry.counter(
      'sifely_home_polls_not_done_total',
      'Accounts that were not polled: no key opens them, a newer release wrote them, they are unreadable, or the poll failed.',
      ['why'],
    ),
    damagedGuests: registry.counter(
      'sifely_home_damaged_guests_total',
      'Guests that could not be read, counted whenever the guests of their account are worked on.',
    ),
    planUsed: registry.histogram(
      'sifely_home_plan_used_ratio',
      'At each poll, the share of SIFELY_MONTHLY_CALLS that its account has used this month.',
      [],
      USED_SHARES,
    ),
    webhooks: registry.counter(
      'sifely_home_webhooks_total',
      'Webhooks of Sifely by kind; dropped: beyond the allowance.',
      ['kind'],
    ),
    alerts: registry.counter(
      'sifely_home_alerts_total',
      'Attempts to send alerts to owners by channel (webhook, ntfy, push) and outcome: delivered, failed (retried), lost.',
      ['channel', 'outcome'],
    ),
    logLines: registry.counter('sifely_home_log_lines_total', 'Warnings and errors that were logged.', [
      'level',
    ]),
  };
}
