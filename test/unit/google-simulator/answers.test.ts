import {
  AnswerRefusedError,
  type GoogleSimulator,
  type GoogleUser,
  Person,
} from '../../../simulators/google/index.ts';
import { agree, type Body, FakeFulfillment } from './fake-fulfillment.ts';

let fake: FakeFulfillment;
let google: GoogleSimulator;
let alice: GoogleUser;

beforeAll(async () => {
  fake = await FakeFulfillment.start();
  google = await fake.simulator();
  alice = google.user();
  await alice.linkAs(new Person(), agree);
});

afterAll(async () => {
  await google.close();
  await fake.close();
});

afterEach(() => {
  fake.distort = (_intent, body) => body;
  fake.intercept = () => false;
});

/** The violations of what `ask` gets when the fake's answer is changed. */
async function violationsOf(change: (body: Body) => unknown, ask: () => Promise<unknown>): Promise<string> {
  fake.distort = (_intent, body) => change(structuredClone(body));
  const outcome = await ask().then(
    () => new Error('the answer was accepted'),
    (error: unknown) => error,
  );
  if (!(outcome instanceof AnswerRefusedError)) throw outcome;
  return outcome.violations.join('\n');
}

/** Sets one value inside a body; `undefined` takes the key away. */
function set(path: string, value: unknown): (body: Body) => unknown {
  return (body) => {
    const keys = path.split('.');
    const last = keys.pop() ?? '';
    const parent = keys.reduce<Body>((at, key) => at[key] as Body, body);
    if (value === undefined) delete parent[last];
    else parent[last] = value;
    return body;
  };
}

const device = (path: string, value: unknown) => set(`payload.devices.0.${path}`, value);
const entry = (path: string, value: unknown) => set(`payload.devices.101.${path}`, value);
const result = (path: string, value: unknown) => set(`payload.commands.0.${path}`, value);

describe('a SYNC answer', () => {
  test('is accepted when everything is right', async () => {
    const { payload } = await alice.sync();
    expect(payload.agentUserId).toBe('u_01HZX3');
    expect(payload.devices.map(({ id }) => id)).toEqual(['101', '102']);
  });

  test('is accepted with no devices at all', async () => {
    fake.distort = (_intent, body) => set('payload.devices', [])(structuredClone(body));
    expect((await alice.sync()).payload.devices).toEqual([]);
  });

  test('is accepted with a name of exactly 60 code points, however many bytes they take', async () => {
    fake.distort = (_intent, body) => device('name.name', '🔒'.repeat(60))(structuredClone(body));
    await expect(alice.sync()).resolves.toBeDefined();
  });

  test.each<[string, (body: Body) => unknown, RegExp]>([
    ['repeats another requestId', set('requestId', '1'), /requestId: must be \d+/],
    ['has an unknown key', set('extra', 1), /extra/],
    ['has an unknown key in its payload', set('payload.extra', 1), /payload\.extra/],
    ['has no agentUserId', set('payload.agentUserId', undefined), /payload\.agentUserId/],
    ['has an empty agentUserId', set('payload.agentUserId', ''), /must not be empty/],
    [
      'has another agentUserId than before',
      set('payload.agentUserId', 'other'),
      /changed from u_01HZX3 to other/,
    ],
    ['has an e-mail address as agentUserId', set('payload.agentUserId', 'a@b.c'), /e-mail/],
    ['has no devices', set('payload.devices', undefined), /payload\.devices/],
    ['has a device twice', set('payload.devices.1.id', '101'), /101 is there twice/],
    ['has a number as id', device('id', 101), /devices\.0\.id/],
    ['has an unknown type', device('type', 'action.devices.types.lock'), /not a known device type/],
    ['has an unknown trait', device('traits.1', 'action.devices.traits.EnergyStore'), /not a known trait/],
    [
      'lacks the trait that its type requires',
      device('traits', []),
      /requires action.devices.traits.LockUnlock/,
    ],
    ['has no name', device('name', undefined), /devices\.0\.name/],
    ['has an empty name', device('name.name', ' '), /must not be empty/],
    ['has a name of 61 code points', device('name.name', 'x'.repeat(61)), /longer than 60/],
    ['has a nickname of 61 code points', device('name.nicknames', ['x'.repeat(61)]), /longer than 60/],
    ['has an unknown key in a name', device('name.nickname', 'x'), /name\.nickname/],
    ['does not say willReportState', device('willReportState', undefined), /willReportState/],
    ['has an unknown key in a device', device('room', 'hall'), /devices\.0\.room/],
    ['has a number in deviceInfo', device('deviceInfo.swVersion', 2), /swVersion/],
    ['lacks an attribute', device('attributes.queryOnlyEnergyStorage', undefined), /queryOnlyEnergyStorage/],
    ['has an attribute of no trait', device('attributes.openPercent', 1), /attributes\.openPercent/],
    ['has more than 512 bytes of customData', device('customData', { a: 'é'.repeat(260) }), /more than 512/],
    ['has a PIN in customData', device('customData', { pin: '1234' }), /a secret\?/],
    ['is no object', () => 'OK', /requestId/],
  ])('that %s is refused', async (_what, change, violation) => {
    expect(await violationsOf(change, () => alice.sync())).toMatch(violation);
  });

  test('that fails as a whole with a known error rejects with that error', async () => {
    fake.distort = (_intent, { requestId }) => ({ requestId, payload: { errorCode: 'transientError' } });
    await expect(alice.sync()).rejects.toMatchObject({
      name: 'IntentFailedError',
      errorCode: 'transientError',
    });
  });
});

describe('a QUERY answer', () => {
  beforeAll(() => alice.sync());

  const query = () => alice.query(['101']);

  test.each<[string, (body: Body) => unknown]>([
    ['locked', (body) => body],
    [
      'jammed without a place of the bolt',
      (body) => entry('isLocked', undefined)(entry('isJammed', true)(body) as Body),
    ],
    ['offline', (body) => set('payload.devices.101', { status: 'OFFLINE', online: false })(body)],
    ['an error', set('payload.devices.101', { status: 'ERROR', online: true, errorCode: 'deviceStuck' })],
    ['a low battery', entry('exceptionCode', 'lowBattery')],
  ])('that tells of %s is accepted', async (_what, change) => {
    fake.distort = (_intent, body) => change(structuredClone(body));
    await expect(query()).resolves.toBeDefined();
  });

  test.each<[string, (body: Body) => unknown, RegExp]>([
    ['leaves a device out', set('payload.devices', {}), /101: missing, it was asked for/],
    [
      'tells of a device that was not asked for',
      set('payload.devices.9', { status: 'OFFLINE', online: false }),
      /9: was not/,
    ],
    ['has no status', entry('status', undefined), /101\.status/],
    ['has an unknown status', entry('status', 'FINE'), /101\.status/],
    ['does not say online', entry('online', undefined), /101\.online/],
    ['has a word for isLocked', entry('isLocked', 'true'), /101\.isLocked/],
    ['says where the bolt of a jammed lock is', entry('isJammed', true), /must be absent while isJammed/],
    [
      'has an unknown battery word',
      entry('descriptiveCapacityRemaining', 'GOOD'),
      /descriptiveCapacityRemaining/,
    ],
    [
      'leaves the battery word out',
      entry('descriptiveCapacityRemaining', undefined),
      /EnergyStorage requires it/,
    ],
    [
      'has a fraction of a percent',
      entry('capacityRemaining', [{ rawValue: 8.5, unit: 'PERCENTAGE' }]),
      /rawValue/,
    ],
    ['has an unknown unit', entry('capacityRemaining', [{ rawValue: 8, unit: 'PERCENT' }]), /unit/],
    ['has a state of no declared trait', entry('openPercent', 0), /openPercent/],
    ['is an ERROR without a code', entry('status', 'ERROR'), /errorCode: missing with ERROR/],
    ['has a code without ERROR', entry('errorCode', 'deviceStuck'), /goes with ERROR only/],
    [
      'has an unknown error code',
      set('payload.devices.101', { status: 'ERROR', online: true, errorCode: 'lockBroken' }),
      /lockBroken is not a known error/,
    ],
    [
      'has a legacy error code',
      set('payload.devices.101', { status: 'ERROR', online: true, errorCode: 'timeout' }),
      /timeout is not a known error/,
    ],
    ['has an unknown exception', entry('exceptionCode', 'sad'), /not a known exception/],
    ['is a SUCCESS that is not online', entry('online', false), /contradicts SUCCESS/],
    ['is OFFLINE but online', entry('status', 'OFFLINE'), /contradicts OFFLINE/],
    [
      'is online with deviceOffline',
      set('payload.devices.101', { status: 'ERROR', online: true, errorCode: 'deviceOffline' }),
      /contradicts deviceOffline/,
    ],
    [
      'has a global error that is unknown',
      (body) => ({ requestId: body['requestId'], payload: { errorCode: 'x' } }),
      /devices/,
    ],
  ])('that %s is refused', async (_what, change, violation) => {
    expect(await violationsOf(change, query)).toMatch(violation);
  });

  test('may say that an unknown device does not exist', async () => {
    const { payload } = await alice.query(['999']);
    expect(payload.devices['999']).toEqual({ status: 'ERROR', online: false, errorCode: 'deviceNotFound' });
  });
});

describe('an EXECUTE answer', () => {
  beforeAll(() => alice.sync());

  const lock = () => alice.lock('front door');

  test.each<[string, unknown]>([
    ['PENDING', { ids: ['101'], status: 'PENDING' }],
    ['OFFLINE', { ids: ['101'], status: 'OFFLINE' }],
    ['an error', { ids: ['101'], status: 'ERROR', errorCode: 'deviceJammingDetected' }],
  ])('that says %s is accepted', async (_what, only) => {
    fake.distort = (_intent, body) => set('payload.commands', [only])(structuredClone(body));
    expect((await lock()).status).toBe((only as { status: string }).status);
  });

  test.each<[string, (body: Body) => unknown, RegExp]>([
    ['has no result', set('payload.commands', []), /no result for 101/],
    ['has a result without devices', result('ids', []), /must name at least one device/],
    [
      'has two results for a device',
      set('payload.commands.1', { ids: ['101'], status: 'PENDING' }),
      /101 has two results/,
    ],
    ['answers for another device', result('ids.1', '102'), /102 was not asked for/],
    ['has no status', result('status', undefined), /0\.status/],
    ['has an unknown status', result('status', 'DONE'), /0\.status/],
    ['has an unknown key', result('state', {}), /0\.state/],
    ['is a SUCCESS without states', result('states', undefined), /online: must be true with SUCCESS/],
    ['is a SUCCESS with the old state', result('states.isLocked', false), /must carry the new state, true/],
    [
      'is a SUCCESS without a state of the bolt',
      result('states.isLocked', undefined),
      /must carry the new state/,
    ],
    ['is a SUCCESS of a jammed lock', result('states.isJammed', true), /must be absent while isJammed/],
    ['has a state of no trait', result('states.on', true), /states\.on/],
    ['has an unknown exception', result('states.exceptionCode', 'odd'), /not a known exception/],
    ['is an ERROR without a code', result('status', 'ERROR'), /missing with ERROR/],
    ['has a code without ERROR', result('errorCode', 'deviceStuck'), /goes with ERROR only/],
    [
      'has an unknown code',
      set('payload.commands', [{ ids: ['101'], status: 'ERROR', errorCode: 'nope' }]),
      /nope is not a known error/,
    ],
    [
      'needs a challenge but does not say which',
      set('payload.commands', [{ ids: ['101'], status: 'ERROR', errorCode: 'challengeNeeded' }]),
      /challengeNeeded: missing/,
    ],
    [
      'says a challenge beside a success',
      result('challengeNeeded', { type: 'pinNeeded' }),
      /goes with errorCode/,
    ],
    [
      'asks for an unknown challenge',
      set('payload.commands', [
        {
          ids: ['101'],
          status: 'ERROR',
          errorCode: 'challengeNeeded',
          challengeNeeded: { type: 'fingerNeeded' },
        },
      ]),
      /challengeNeeded\.type/,
    ],
    [
      'says that a PIN failed when none was given',
      set('payload.commands', [
        {
          ids: ['101'],
          status: 'ERROR',
          errorCode: 'challengeNeeded',
          challengeNeeded: { type: 'challengeFailedPinNeeded' },
        },
      ]),
      /no PIN was given/,
    ],
    ['is OFFLINE but online', result('status', 'OFFLINE'), /contradicts OFFLINE/],
  ])('that %s is refused', async (_what, change, violation) => {
    expect(await violationsOf(change, lock)).toMatch(violation);
  });

  test('that asks for the PIN again as if none had been given is refused', async () => {
    const again = {
      ids: ['101'],
      status: 'ERROR',
      errorCode: 'challengeNeeded',
      challengeNeeded: { type: 'pinNeeded' },
    };
    const unlock = () => alice.unlock('front door', { pin: '9999' });
    expect(await violationsOf(set('payload.commands', [again]), unlock)).toMatch(/although a PIN was given/);
  });

  test('that repeats the PIN is refused', async () => {
    fake.distort = (_intent, body) => {
      const { payload } = body as { payload: { commands: Body[] } };
      const [first] = payload.commands;
      if (first?.['status'] === 'SUCCESS') first['debugString'] = fake.pin;
      return body;
    };
    await expect(alice.unlock('101', { pin: fake.pin })).rejects.toThrow('repeats a token or a PIN');
  });

  test('must account for every device of every command', async () => {
    fake.distort = (_intent, body) => body;
    const execution = [{ command: 'action.devices.commands.LockUnlock', params: { lock: true } }];
    const both = [
      { devices: ['101'], execution },
      { devices: ['102'], execution },
    ];
    await expect(alice.execute(both)).rejects.toThrow('no result for 102');
    await expect(alice.execute([{ devices: ['101', '102'], execution }])).resolves.toBeDefined();
  });
});

describe('any answer', () => {
  test.each<[string, number, string, string, RegExp]>([
    ['with another status than 200', 500, 'application/json', '{}', /HTTP 500 instead of 200/],
    ['that is a redirect', 302, 'application/json', '{}', /HTTP 302 instead of 200/],
    ['that is HTML', 200, 'text/html', '{}', /content type text\/html/],
    ['that is not JSON', 200, 'application/json', 'OK', /the body is not JSON/],
  ])('%s is refused', async (_what, status, type, text, violation) => {
    fake.intercept = (request, response) => {
      if (request.path !== '/smarthome') return false;
      response.status(status).type(type).send(text);
      return true;
    };
    await expect(alice.query()).rejects.toThrow(violation);
  });

  test('is handed to a further checker, whose verdict counts', async () => {
    const seen: string[] = [];
    const strict = await fake.simulator({
      checker: {
        check: ({ intent, devices }) => {
          seen.push(`${intent} ${devices.size}`);
          return intent === 'EXECUTE' ? ['I do not like it'] : [];
        },
      },
    });
    const bob = strict.user('bob');
    await bob.linkAs(new Person(), agree);
    await expect(bob.lock('shed')).rejects.toThrow('I do not like it');
    expect(seen).toEqual(['SYNC 2', 'QUERY 2', 'EXECUTE 2']);
    await strict.close();
  });
});

describe('a DISCONNECT answer', () => {
  test('that is not {} is refused, and the link is gone all the same', async () => {
    const bob = google.user('bob');
    await bob.linkAs(new Person(), agree);
    expect(
      await violationsOf(
        () => ({ ok: true }),
        () => bob.disconnect(),
      ),
    ).toMatch(/must be {}/);
    expect(bob.linked).toBe(false);
  });
});

test('a device id such as __proto__ is one like any other', async () => {
  const { payload } = await alice.query(['__proto__', 'constructor']);
  expect(Object.getOwnPropertyDescriptor(payload.devices, '__proto__')?.value).toMatchObject({
    status: 'ERROR',
  });
  fake.distort = (_intent, { requestId }) => ({
    requestId,
    payload: { devices: JSON.parse('{"__proto__": 1}') },
  });
  await expect(alice.query(['__proto__'])).rejects.toThrow('payload.devices.__proto__');
});
