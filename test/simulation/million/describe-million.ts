import { availableParallelism } from 'node:os';
import type { DayOptions } from './day.ts';
import { type DayFigures, describeDays, describeLimits, figuresOf, MONTH } from './figures.ts';
import { type Division, liveADayHere, liveADayInParts } from './parts.ts';
import { compareWithReal, describeLikeness, type Likeness } from './real-household.ts';

/** The settings of a deployment to Firebase that serves so many: the rate of a queue that Cloud Tasks allows at most, and room for it. */
const LARGE = { jobsPerSecond: 500, jobsAtOnce: 1000, maxInstances: 100 } as const;

const MILLION = 1_000_000;
/** Per mille of the accounts whose documents cannot be read: a key that was dropped, a damaged document. */
const BROKEN = 5;
/** A light account does as much as the real one, but for so much. */
const TOLERANCE = 0.15;

/** A part for each processor. */
export const WHOLE: Division = { parts: [8, 4, 2].find((parts) => parts <= availableParallelism()) ?? 1 };
/** One of eight parts stands for all: a quarter of the time on two processors. */
export const SAMPLE: Division = { parts: 8, lived: 1 };

/**
 * Lives the day with 100, 10,000 and a million accounts, and returns the section of docs/figures.md. Throws if the light accounts are not
 * like real ones.
 */
export async function describeMillion(division: Division, note: (line: string) => void): Promise<string> {
  const likeness = await compareWithReal();
  if (likeness.failures.length > 0) throw new AggregateError(likeness.failures, 'the real household');
  for (const [name, count] of likeness.real) {
    const off = (likeness.light.get(name) ?? 0) / count - 1;
    if (Math.abs(off) > TOLERANCE) throw new RangeError(`${name} of light accounts: ${off.toFixed(2)} off`);
  }
  const live = async (accounts: number): Promise<DayFigures> => {
    const options: DayOptions = {
      ...{ accounts, broken: Math.floor((accounts * BROKEN) / 1000), isDirect: accounts > 100 },
      ...(accounts >= MILLION && LARGE),
    };
    const startedAt = performance.now();
    const onHour = (hour: number) => {
      const minutes = (performance.now() - startedAt) / 60_000;
      note(`${accounts} accounts, hour ${hour} after ${minutes.toFixed(1)} minutes`);
    };
    const counts = await (accounts < MILLION
      ? liveADayHere(options)
      : liveADayInParts(options, division, onHour));
    return figuresOf(counts, accounts, likeness.bytes);
  };
  const days = [await live(100), await live(10_000), await live(MILLION)];
  const troubles = days.flatMap(({ accounts, troubles }) =>
    [...troubles].map(([name, count]) => `| ${accounts} | ${name.replaceAll('|', '/')} | ${count} |`),
  );
  return `## A day of a million accounts

Measured by \`npm run figures -- million\` (half an hour on two cores; \`million-sample\` takes an eighth of that), in virtual time. The tick of the schedule,
the classes and retries of jobs, HomeGraph's limiter, the repetition of missed calls, Firestore's adapter with its index of due times, compare-and-set and vitals are the product's.
Firestore, Cloud Tasks, Cloud Run, HomeGraph and Sifely are simulated in memory, with their published limits. The accounts are light: one lock of two people, with webhooks, three events
at the door a day, most of them in the morning and evening of the four time zones of the United States. Each makes as many requests, jobs, reads and writes as the real product in such a household (compared below), but decides nothing about a lock.
${BROKEN} in a thousand cannot be read. A request or job takes 50 ms, a call to Sifely 0.4 s more, one to a lock 2.2 s. With more than 100 accounts single documents are read and written past the
adapter, which makes no difference to what is counted (a test compares). ${describeDivision(division)}

${describeDays(days)}

At list prices of \`us-central1\` as of November 2026 (\`test/simulation/million/prices.ts\`), without network and logs. One account stores ${likeness.bytes} bytes. ${describeLog(likeness)}
With 100 accounts most reads are the schedule's own: every two minutes it looks for accounts that are due, even if there are none. Instances cost less
per account where many requests share them.

${describeLimits(days)}

"Reached at" is the number of accounts at which such a day would reach the limit: the lowest number is the limit that comes next. Rows without a number do not grow with the accounts.
With a million accounts the deployment has \`JOBS_PER_SECOND=${LARGE.jobsPerSecond}\`, \`JOBS_AT_ONCE=${LARGE.jobsAtOnce}\` and \`MAX_INSTANCES=${LARGE.maxInstances}\`; the others have the defaults. ${nextLimit(days)}

What went wrong meanwhile. The accounts that cannot be read are there on purpose:

| Accounts | What | Times |
|---|---|---|
${troubles.join('\n')}

A light account and the real product in such a household, 60 days of it:

${describeLikeness(likeness)}`;
}

function describeDivision({ parts, lived = parts }: Division): string {
  const all = `A million is simulated as ${parts} parts, each with its share of the accounts and of every quota`;
  return lived === parts
    ? `${all}.`
    : `${all}; ${lived} of them is lived, and counted ${parts / lived} times (\`npm run figures -- million\` lives all).`;
}

/** Says how much of a log there is, which Cloud Logging bills by its size. */
function describeLog({ log }: Likeness): string {
  const gib = (log.bytes * MILLION * MONTH) / 2 ** 30;
  return `It writes ${log.lines.toFixed(0)} lines (${Math.round(log.bytes)} bytes) into the log in a day: ${gib.toFixed(0)} GiB a month for a million, without what Google's platform adds to each.`;
}

/** Says what an operator does about the first limit. */
function nextLimit(days: readonly DayFigures[]): string {
  const day = days.at(-1);
  const [homeGraph] = day?.limits ?? [];
  if (day === undefined || homeGraph === undefined) throw new RangeError('no limits');
  const perMillion = Math.ceil((homeGraph.value / day.accounts) * MILLION);
  return `HomeGraph takes 6,000 calls a minute of an integration in all. A million such accounts need ${perMillion} a minute in the busiest quarter of an hour; beyond the quota audits yield, and then reports come late.
Ask Google for more before that, in the Google Cloud console of the project of the integration (*IAM & Admin*, *Quotas*, *HomeGraph API*, requests per minute): half as much again as the number above for each million. If all accounts are in one time zone, the peak is a seventh higher. What else to raise before: [operating](operate.md#many-accounts-on-firebase).`;
}
