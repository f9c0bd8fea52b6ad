import { envelope, type Intent } from '../../simulators/google/envelope.ts';
import type { SyncDevice } from '../../simulators/google/index.ts';
import { GoogleSchemas } from '../../simulators/google/schemas/google-schemas.ts';

const schemas = new GoogleSchemas(process.env['GOOGLE_SCHEMAS']);
const requestId = '6894439706274654512';

const FRONT_DOOR: SyncDevice = {
  id: '101',
  type: 'action.devices.types.LOCK',
  traits: ['action.devices.traits.LockUnlock', 'action.devices.traits.EnergyStorage'],
  name: { name: 'Front door', nicknames: ['main entrance'] },
  willReportState: true,
  structureHint: 'Home',
  attributes: { queryOnlyEnergyStorage: true },
  deviceInfo: { manufacturer: 'Sifely' },
  customData: { region: 'eu' },
};
const STATES = {
  status: 'SUCCESS',
  online: true,
  isLocked: true,
  isJammed: false,
  descriptiveCapacityRemaining: 'HIGH',
  capacityRemaining: [{ rawValue: 83, unit: 'PERCENTAGE' }],
};
const COMMANDS = [
  {
    devices: ['101'],
    execution: [
      {
        command: 'action.devices.commands.LockUnlock',
        params: { lock: false, followUpToken: 't' },
        challenge: { pin: '1234' },
      },
    ],
  },
];
const PAYLOADS = {
  SYNC: undefined,
  QUERY: { devices: [{ id: '101', customData: { region: 'eu' } }] },
  EXECUTE: { commands: [{ ...COMMANDS[0], devices: [{ id: '101' }] }] },
  DISCONNECT: undefined,
};

/** Returns the violations of Google's schemas in an answer, one per line. */
function check(intent: Intent, payload: unknown, device: SyncDevice = FRONT_DOOR): string {
  const answer = intent === 'DISCONNECT' ? payload : { requestId, payload };
  return schemas
    .check({
      intent,
      request: envelope(requestId, intent, PAYLOADS[intent]),
      answer,
      devices: new Map([[device.id, device]]),
      ...(intent === 'EXECUTE' ? { commands: COMMANDS } : {}),
    })
    .join('\n');
}

const query = (entry: object) => check('QUERY', { devices: { '101': entry } });
const execute = (result: object) => check('EXECUTE', { commands: [{ ids: ['101'], ...result }] });
const sync = (change: Partial<SyncDevice>) => {
  const device = { ...FRONT_DOOR, ...change };
  return check('SYNC', { agentUserId: 'u', devices: [device] }, device);
};

describe("Google's schemas, as corrected, accept", () => {
  test.each<[string, () => string]>([
    ['a SYNC answer with a decimal requestId and a structureHint', () => sync({})],
    [
      'a SYNC answer that fails as a whole',
      () => check('SYNC', { errorCode: 'transientError', debugString: 'x' }),
    ],
    ['a QUERY answer', () => query(STATES)],
    ['a jammed lock', () => query({ ...STATES, isLocked: undefined, isJammed: true })],
    ['a lock that is offline', () => query({ status: 'OFFLINE', online: false })],
    ['a later error code', () => query({ status: 'ERROR', online: false, errorCode: 'deviceOffline' })],
    [
      'a QUERY answer that fails as a whole',
      () => check('QUERY', { status: 'ERROR', errorCode: 'deviceOffline' }),
    ],
    ['an EXECUTE answer', () => execute({ status: 'SUCCESS', states: { online: true, isLocked: false } })],
    [
      'a challenge',
      () =>
        execute({ status: 'ERROR', errorCode: 'challengeNeeded', challengeNeeded: { type: 'pinNeeded' } }),
    ],
    ['a debugString', () => execute({ status: 'ERROR', errorCode: 'alreadyLocked', debugString: 'x' })],
    [
      'an EXECUTE answer that fails as a whole',
      () => check('EXECUTE', { status: 'ERROR', errorCode: 'relinkRequired' }),
    ],
    ['a DISCONNECT answer', () => check('DISCONNECT', {})],
  ])('%s', (_what, verdict) => {
    expect(verdict()).toBe('');
  });
});

describe("Google's schemas refuse", () => {
  test.each<[string, () => string, RegExp]>([
    ['a SYNC answer without agentUserId', () => check('SYNC', { devices: [] }), /agentUserId/],
    ['an unknown key in a device', () => sync({ room: 'hall' } as Partial<SyncDevice>), /additional.*room/],
    ['an unknown type', () => sync({ type: 'action.devices.types.SESAME' }), /types\.schema/],
    ['an unknown trait', () => sync({ traits: ['action.devices.traits.Sesame'] }), /traits\.schema/],
    ['a missing attribute', () => sync({ attributes: {} }), /queryOnlyEnergyStorage/],
    ['a missing name', () => sync({ name: {} } as unknown as Partial<SyncDevice>), /name/],
    ['an entry without online', () => query({ ...STATES, online: undefined }), /online/],
    ['the bolt of a jammed lock', () => query({ ...STATES, isJammed: true }), /lockunlock\.states/],
    [
      'an unknown battery word',
      () => query({ ...STATES, descriptiveCapacityRemaining: 'OK' }),
      /energystorage\.states/,
    ],
    [
      'a fraction of a percent',
      () => query({ ...STATES, capacityRemaining: [{ rawValue: 0.5, unit: 'PERCENTAGE' }] }),
      /integer/,
    ],
    [
      'a success without the battery',
      () => query({ status: 'SUCCESS', online: true, isLocked: true }),
      /descriptiveCapacity/,
    ],
    [
      'an unknown error code',
      () => query({ status: 'ERROR', online: true, errorCode: 'nope' }),
      /is not Google's/,
    ],
    ['an answer to QUERY without devices', () => check('QUERY', {}), /devices/],
    ['an unknown status', () => execute({ status: 'DONE' }), /status/],
    [
      'an unknown challenge',
      () => execute({ status: 'ERROR', challengeNeeded: { type: 'finger' } }),
      /challengeNeeded/,
    ],
    [
      'states of the wrong type',
      () => execute({ status: 'SUCCESS', states: { isLocked: 'no' } }),
      /lockunlock\.states/,
    ],
    [
      'an unknown error code in EXECUTE',
      () => execute({ status: 'ERROR', errorCode: 'nope' }),
      /is not Google's/,
    ],
    ['an unknown key in a result', () => execute({ status: 'SUCCESS', state: {} }), /additional.*state/],
    ['a DISCONNECT answer with something in it', () => check('DISCONNECT', { ok: true }), /additional.*ok/],
  ])('%s', (_what, verdict, violation) => {
    expect(verdict()).toMatch(violation);
  });
});

describe("Google's schemas check the requests of the simulator", () => {
  test('and refuse wrong ones', () => {
    const bad = { ...envelope(requestId, 'SYNC'), extra: 1 };
    const verdict = schemas.check({
      intent: 'SYNC',
      request: bad,
      answer: { requestId, payload: { agentUserId: 'u', devices: [] } },
      devices: new Map(),
    });
    expect(verdict.join()).toMatch(/sync\.request.*extra/);
  });

  test('and know the parameters of the command', () => {
    const params = { lock: true, loud: true };
    const verdict = schemas.check({
      intent: 'EXECUTE',
      request: envelope(requestId, 'EXECUTE', { commands: [] }),
      answer: { requestId, payload: { commands: [] } },
      devices: new Map(),
      commands: [
        { devices: ['101'], execution: [{ command: 'action.devices.commands.LockUnlock', params }] },
      ],
    });
    expect(verdict.join()).toMatch(/lockunlock\.params.*loud/);
  });
});

describe('a report', () => {
  const devices = new Map([['101', FRONT_DOOR]]);
  const report = (followUpResponse: object, states: object = { online: true, isLocked: true }) => ({
    payload: {
      devices: {
        states: { '101': states },
        notifications: { '101': { LockUnlock: { priority: 0, followUpResponse } } },
      },
    },
  });

  test('with a follow-up is accepted when it is right', () => {
    expect(
      schemas.checkReport(report({ status: 'SUCCESS', isLocked: true, followUpToken: 't' }), devices),
    ).toEqual([]);
  });

  test('is refused when its states or its follow-up are wrong', () => {
    const verdict = schemas.checkReport(
      report({ status: 'SUCCESS' }, { isLocked: true, isJammed: true }),
      devices,
    );
    expect(verdict.join('\n')).toMatch(/lockunlock\.states[\s\S]*lockunlock\.followup/);
  });
});

test('the checker counts checked answers by intent', () => {
  const counting = new GoogleSchemas(process.env['GOOGLE_SCHEMAS']);
  counting.check({ intent: 'SYNC', request: envelope(requestId, 'SYNC'), answer: {}, devices: new Map() });
  expect(counting.checked).toEqual({ SYNC: 1, QUERY: 0, EXECUTE: 0, DISCONNECT: 0 });
});
