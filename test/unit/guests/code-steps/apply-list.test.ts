import type { AccessCode } from '../../../../functions/guests/access-cloud.ts';
import type { CodeRecord } from '../../../../functions/guests/code-record.ts';
import { looked, used } from '../../../../functions/guests/code-steps/apply-list.ts';
import { accepted, begun, refused, unused } from '../../../../functions/guests/code-steps/attempts.ts';
import { nextStep } from '../../../../functions/guests/code-steps/next-step.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOW = Date.UTC(2026, 11, 1, 14);

const TERMS = { digits: '047291', name: 'Anna' };
const LISTED: AccessCode = { id: '7', kind: 'permanent', status: 'active', ...TERMS };

/** A code that was added at NOW and is in the list of its lock. */
function added(more: Partial<CodeRecord> = {}, others: readonly AccessCode[] = []): CodeRecord {
  const record: CodeRecord = {
    ...{ lockId: '1', way: 'phone', state: 'draft', goal: 'present', wanted: TERMS, attempts: 0, tries: 0 },
    ...{ changedAt: NOW, dueAt: NOW, ...more },
  };
  const { period } = record.wanted;
  const listed = { ...LISTED, ...(period && { kind: 'period' as const, ...period }) };
  return looked(accepted(begun(record, 'add', NOW, others), NOW, { id: '7' }), [listed, ...others], NOW);
}

/** The minutes from NOW at which a code is looked at, as long as nothing is found. */
function looksOf(record: CodeRecord, count: number): number[] {
  const looks: number[] = [];
  let code = record;
  for (; looks.length < count && code.dueAt !== undefined; ) {
    looks.push((code.dueAt - NOW) / MINUTE);
    code = unused(code, code.dueAt);
  }
  return looks;
}

describe('a code that a phone brings to the lock', () => {
  test('is looked for soon after its addition, then ever more rarely, every six hours in the end', () => {
    const looks = looksOf(added(), 9);
    expect(looks.slice(0, 5)).toEqual([15, 45, 105, 225, 465]);
    const pauses = looks.slice(1).map((at, index) => at - (looks[index] ?? 0));
    expect(pauses.slice(5)).toEqual([360, 360, 360]);
    const code = added();
    expect([nextStep(code, NOW), nextStep(code, NOW + 15 * MINUTE)]).toEqual(['nothing', 'uses']);
  });

  test('is looked for at the same times as others of its lock in the end', () => {
    const later = (record: CodeRecord) => ({ ...record, dueAt: NOW + 3 * HOUR + 7 * MINUTE });
    const [one, other] = [looksOf(added(), 20), looksOf(later(added()), 20)];
    const turns = [...one.slice(-5), ...other.slice(-5)].map((at) => at % 360);
    expect(new Set(turns).size).toBe(1);
  });

  test('is not looked for before it begins, and expires at its end', () => {
    const period = { from: NOW + 2 * HOUR, until: NOW + 3 * HOUR };
    const code = added({ wanted: { ...TERMS, period } });
    expect(looksOf(code, 3)).toEqual([135, 165, 180]);
    expect(nextStep({ ...code, dueAt: period.until }, period.until)).toBe('expire');
  });

  test('is set by a use if the list has its name once', () => {
    const at = NOW + HOUR;
    expect(used(added(), [LISTED], at)).toMatchObject({ state: 'set', verifiedBy: 'use', verifiedAt: at });
  });

  test.each<[string, AccessCode[], Partial<CodeRecord>]>([
    ['another code has its name', [LISTED, { ...LISTED, id: '8' }], { state: 'setting' }],
    ['it has another name in the list', [{ ...LISTED, name: 'Berta' }], { state: 'setting' }],
    [
      'the list does not tell its name',
      [{ id: '7', kind: 'permanent', status: 'active' }],
      { state: 'setting' },
    ],
    ['it has other digits in the list', [{ ...LISTED, digits: '604815' }], { state: 'changed-outside' }],
    ['the list lacks it', [], { state: 'changed-outside', outside: 'removed' }],
  ])('is not proven by a use when %s', (_, list, expected) => {
    const code = used(added(), list, NOW + HOUR);
    expect(code).toMatchObject(expected);
    expect(code.verifiedAt).toBeUndefined();
  });

  test('is not looked for if another code had its name when it was added, or if it has none', () => {
    expect(added({}, [{ ...LISTED, id: '8', digits: '604815' }]).dueAt).toBeUndefined();
    expect(added({ wanted: { ...TERMS, name: '' } }).dueAt).toBeUndefined();
    expect(added().dueAt).toBeDefined();
  });
});

test.each<Partial<CodeRecord>>([{ way: 'gateway' }, { way: 'phone', by: 'ekey' }])(
  'the list proves a code or ekey that needs no phone, such as %j',
  (more) => {
    expect(added(more)).toMatchObject({ state: 'set', verifiedBy: 'list' });
  },
);

describe('an addition that is refused because the lock has these digits', () => {
  const record: CodeRecord = {
    ...{ lockId: '1', way: 'gateway', state: 'draft', goal: 'present', wanted: TERMS, attempts: 0, tries: 0 },
    ...{ changedAt: NOW, dueAt: NOW },
  };
  const taken = refused(begun(record, 'add', NOW), 'code-taken', NOW);

  test('is ours by its name: an earlier answer was lost', () => {
    expect(looked(taken, [LISTED], NOW)).toMatchObject({ state: 'set', codeId: '7' });
  });

  test('has failed where another person got the digits meanwhile, and leaves that code alone', () => {
    const after = looked(taken, [{ ...LISTED, name: 'Bert' }], NOW);
    expect(after).toMatchObject({ state: 'failed', failure: 'code-taken' });
    expect(after.codeId).toBeUndefined();
  });
});
