import { usesByRecords } from '../../../../functions/guests/advance/code-uses.ts';
import { CloudFailureError } from '../../../../functions/locks/cloud-failure-error.ts';
import type { LockRecord, RecordDescription } from '../../../../functions/locks/lock-cloud.ts';
import { ManualClock } from '../../../support/manual-clock.ts';

const NOW = Date.UTC(2026, 11, 1, 14);

const record = (description?: RecordDescription): LockRecord => ({
  ...{ happenedAt: NOW, receivedAt: NOW, type: 4, effect: 'unlocked' },
  ...(description && { description }),
});

/** Looks at records; counts the calls. */
function lookAt(records: LockRecord[]) {
  const clock = new ManualClock(NOW);
  const asked: [string, number][] = [];
  const uses = usesByRecords(
    {
      records: async (lockId, since) => {
        asked.push([lockId, since]);
        return records;
      },
    },
    clock,
  );
  return { uses, asked, clock };
}

describe('uses of codes', () => {
  test.each<RecordDescription>([
    { event: 'unlocked', how: 'code', succeeded: true, who: 'Anna' },
    { event: 'locked', how: 'code', succeeded: true, who: 'Anna' },
    { event: 'used', how: 'code', succeeded: true, who: 'Anna' },
  ])('are movements by a code that is named, such as %j', async (description) => {
    expect(await lookAt([record(description)]).uses('1', 0)).toEqual([{ name: 'Anna', at: NOW }]);
  });

  test.each<RecordDescription | undefined>([
    undefined,
    { event: 'unlocked', how: 'code', succeeded: true },
    { event: 'unlocked', how: 'code', who: 'Anna' },
    { event: 'refused', how: 'code', succeeded: false, who: 'Anna' },
    { event: 'credential-changed', how: 'code', succeeded: true, who: 'Anna' },
    { event: 'locked-out', how: 'code', succeeded: true, who: 'Anna' },
    { event: 'unlocked', how: 'app', succeeded: true, who: 'Anna' },
    { event: 'unlocked', succeeded: true, who: 'Anna' },
  ])('are none in a record described as %j', async (description) => {
    expect(await lookAt([record(description)]).uses('1', 0)).toEqual([]);
  });

  test('of one lock are read once for later times too, and anew for earlier ones and after a while', async () => {
    const { uses, asked, clock } = lookAt([]);
    await uses('1', 1000);
    await uses('1', 2000);
    await uses('2', 2000);
    expect(asked).toEqual([
      ['1', 1000],
      ['2', 2000],
    ]);
    await uses('1', 500);
    expect(asked).toHaveLength(3);
    await clock.advance(60_000);
    await uses('1', 1000);
    expect(asked).toHaveLength(4);
  });

  test('that could not be read are asked for again', async () => {
    const clock = new ManualClock(NOW);
    const failure = new CloudFailureError('the cloud is down', { reason: 'unavailable', executed: 'no' });
    const answers = [Promise.reject(failure), Promise.resolve([])];
    const uses = usesByRecords({ records: () => answers.shift() ?? fail() }, clock);
    await expect(uses('1', 0)).rejects.toBe(failure);
    expect(await uses('1', 0)).toEqual([]);
  });
});

function fail(): never {
  throw new Error('one call too many');
}
