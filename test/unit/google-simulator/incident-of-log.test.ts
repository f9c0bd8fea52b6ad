import { incidentOfLog, LogError } from '../../../simulators/google/playground/incidents/from-log.ts';
import { readIncident } from '../../../simulators/google/playground/incidents/incident.ts';
import { readLog } from '../../../simulators/google/playground/incidents/read-log.ts';

const UNLOCK = {
  requestId: '8105944097566753868',
  accountId: 'mFF4pSv3XX6yIunJGF5E_w',
  grantId: 'Smk7uQQKbjoq',
  intent: 'action.devices.EXECUTE',
  to: 'unlock',
  withPin: true,
  devices: ['90001'],
  outcome: 'PENDING',
  results: { PENDING: 1 },
  ms: 802,
};
const CALL = {
  endpoint: '/v3/lock/unlock',
  requestId: UNLOCK.requestId,
  accountId: UNLOCK.accountId,
  lockId: '90001',
  outcome: 'ok',
  status: 200,
  ms: 1240,
};
const SEEN = {
  accountId: UNLOCK.accountId,
  lockId: '90001',
  because: 'command',
  outcome: 'observed locked',
};

type Line = readonly [seconds: number, message: string, fields: Readonly<Record<string, unknown>>];

const time = (seconds: number) => new Date(Date.UTC(2026, 10, 30, 5, 26, seconds)).toISOString();

/** The forms in which a service writes its log, or Google's tool prints it. */
const FORMS: Readonly<Record<string, (lines: readonly Line[]) => string>> = {
  'lines for a terminal': (lines) =>
    lines
      .map(([at, message, fields]) => {
        const pairs = Object.entries(fields).map(([name, value]) => {
          const text = typeof value === 'string' ? value : JSON.stringify(value);
          return `${name}=${/\s/.test(text) ? JSON.stringify(text) : text}`;
        });
        return `${time(at)} INFO    ${message} ${pairs.join(' ')}`;
      })
      .join('\n'),
  'lines of JSON': (lines) =>
    lines
      .map(([at, message, fields]) =>
        JSON.stringify({ severity: 'INFO', time: time(at), message, ...fields }),
      )
      .join('\n'),
  'entries of gcloud': (lines) =>
    JSON.stringify(
      lines.map(([at, message, fields]) => ({ timestamp: time(at), jsonPayload: { message, ...fields } })),
    ),
  'lines with the words of journald before them': (lines) =>
    lines
      .map(
        ([at, message, fields]) =>
          `Nov 30 05:26:${at} box node[7]: ${JSON.stringify({ time: time(at), message, ...fields })}`,
      )
      .join('\n'),
};

const LINES: readonly Line[] = [
  [41, 'intent', UNLOCK],
  [41, 'sifely call', CALL],
  [55, 'observation', SEEN],
];

describe('an incident of a log', () => {
  test.each(Object.entries(FORMS))('is made of %s', (_name, write) => {
    const incident = incidentOfLog(write(LINES), UNLOCK.requestId);
    expect(readIncident(JSON.stringify(incident))).toEqual(incident);
    expect(incident).toMatchObject({
      from: 'log',
      recordedAt: '2026-11-30T05:26:40.198Z',
      steps: [{ at: 0, do: { kind: 'command', lockIds: ['532301'], to: 'unlock', pin: 'right' } }],
      calls: [{ endpoint: '/v3/lock/unlock', lockId: '532301', ms: 1240 }],
      expected: { answers: ['EXECUTE unlock Front door, with a PIN: PENDING'] },
    });
    // The lock was seen locked after the unlock.
    expect(incident.house.locks.find(({ id }) => id === '532301')?.isJammed).toBe(true);
    expect(incident.unknown.length).toBeGreaterThan(1);
  });

  test.each([
    ['a wrong PIN', { outcome: 'challengeNeeded', reasons: { 90001: 'pin-wrong' } }, { pin: 'wrong' }],
    [
      'no PIN',
      { withPin: false, outcome: 'challengeNeeded', reasons: { 90001: 'pin-needed' } },
      { pin: 'none' },
    ],
    ['a lock command', { to: 'lock', withPin: false, outcome: 'SUCCESS' }, { to: 'lock', pin: 'none' }],
  ])('says %s', (_name, fields, expected) => {
    const log = FORMS['lines of JSON']?.([[41, 'intent', { ...UNLOCK, ...fields }]]) ?? '';
    expect(incidentOfLog(log, UNLOCK.requestId).steps[0]?.do).toMatchObject(expected);
  });

  test.each([
    ['a code of the platform', { outcome: 'gateway-busy', status: 200, code: -3003 }, { code: -3003 }],
    ['a status of HTTP', { outcome: 'upstream-failed', status: 502 }, { status: 502 }],
    ['no answer', { outcome: 'timeout', status: undefined }, { noAnswer: true }],
  ])('has a call that failed with %s', (_name, fields, failed) => {
    const log = FORMS['lines of JSON']?.([
      LINES[0] ?? LINES[1],
      [41, 'sifely call', { ...CALL, ...fields }],
    ] as Line[]);
    expect(incidentOfLog(log ?? '', UNLOCK.requestId).calls[0]?.failed).toEqual(failed);
  });

  test('has the gateway of a lock that could not be reached unplugged', () => {
    const fields = { ...UNLOCK, outcome: 'deviceOffline', reasons: { 90001: 'gateway-offline' } };
    const { house } = incidentOfLog(
      FORMS['lines of JSON']?.([[41, 'intent', fields]]) ?? '',
      UNLOCK.requestId,
    );
    expect(house.gateways.map(({ is }) => is)).toEqual(['off', 'on']);
  });

  test('leaves out what belongs to other accounts', () => {
    const other = [41, 'sifely call', { ...CALL, accountId: 'other' }] as const;
    const log = FORMS['lines of JSON']?.([...LINES, other]) ?? '';
    expect(incidentOfLog(log, UNLOCK.requestId).calls).toHaveLength(1);
  });

  test.each([
    ['an empty log', '', UNLOCK.requestId, 'Nothing in the log could be read'],
    ['a log of another program', 'hello\nworld', UNLOCK.requestId, 'Nothing in the log could be read'],
    ['an unknown request', FORMS['lines of JSON']?.(LINES) ?? '', '1', 'The log has no request 1'],
    [
      'a request that is no command',
      FORMS['lines of JSON']?.([[41, 'intent', { requestId: '1', intent: 'action.devices.SYNC' }]]) ?? '',
      '1',
      'is no command to lock or unlock',
    ],
  ])('is refused for %s', (_name, log, id, message) => {
    const make = () => incidentOfLog(log, id);
    expect(make).toThrow(LogError);
    expect(make).toThrow(message);
  });

  test('reads values with blanks, quotes and braces from a line for a terminal', () => {
    const [line] = readLog(
      '2026-11-30T05:26:41.031Z WARNING a message with words cause="no \\"answer\\" yet" code=-3003 list=["a","b"] ok=true',
    );
    expect(line).toEqual({
      at: Date.UTC(2026, 10, 30, 5, 26, 41, 31),
      message: 'a message with words',
      fields: { cause: 'no "answer" yet', code: -3003, list: ['a', 'b'], ok: true },
    });
  });
});
