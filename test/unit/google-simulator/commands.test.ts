import { type GoogleSimulator, type GoogleUser, Person } from '../../../simulators/google/index.ts';
import { agree, FakeFulfillment } from './fake-fulfillment.ts';

let fake: FakeFulfillment;
let google: GoogleSimulator;
let alice: GoogleUser;

beforeEach(async () => {
  fake = await FakeFulfillment.start();
  google = await fake.simulator();
  alice = google.user();
  await alice.linkAs(new Person(), agree);
});

afterEach(async () => {
  await google.close();
  await fake.close();
});

/** The challenges that the fake was given, request by request. */
function challenges(): unknown[] {
  return fake.received('EXECUTE').map(({ inputs: [{ payload }] }) => {
    const { commands } = payload as { commands: { execution: { challenge?: unknown }[] }[] };
    return commands[0]?.execution[0]?.challenge;
  });
}

test('an EXECUTE has the envelope that Google sends', async () => {
  await alice.lock('front door');
  const [request] = fake.received('EXECUTE');
  expect(request).toEqual({
    requestId: expect.stringMatching(/^\d{19}$/),
    inputs: [
      {
        intent: 'action.devices.EXECUTE',
        context: { locale_country: 'US', locale_language: 'en' },
        payload: {
          commands: [
            {
              devices: [{ id: '101', customData: { region: 'eu' } }],
              execution: [{ command: 'action.devices.commands.LockUnlock', params: { lock: true } }],
            },
          ],
        },
      },
    ],
  });
});

test('a lock command needs no dialogue', async () => {
  fake.locked['101'] = false;
  const result = await alice.lock('the Front  Door');
  expect(result).toMatchObject({
    status: 'SUCCESS',
    states: { isLocked: true },
    spoken: 'Front door is locked',
  });
  expect(result.turns).toHaveLength(1);
  expect(fake.locked['101']).toBe(true);
});

test('an unlock first comes without a challenge, then with the PIN', async () => {
  const result = await alice.unlock('main entrance', { pin: fake.pin });
  expect(result).toMatchObject({ status: 'SUCCESS', spoken: 'Front door is unlocked' });
  expect(result.turns.map(({ challenge }) => challenge)).toEqual(['pinNeeded', undefined]);
  expect(challenges()).toEqual([undefined, { pin: fake.pin }]);
  expect(new Set(result.turns.map(({ requestId }) => requestId)).size).toBe(2);
});

test('a wrong PIN is asked for again, and the next one is given', async () => {
  const result = await alice.unlock('101', { pin: ['0000', '1111', fake.pin] });
  expect(result.turns.map(({ challenge }) => challenge)).toEqual([
    'pinNeeded',
    'challengeFailedPinNeeded',
    'challengeFailedPinNeeded',
    undefined,
  ]);
  expect(fake.locked['101']).toBe(false);
});

test('the dialogue ends with the last answer when the person knows no other PIN', async () => {
  const result = await alice.unlock('101', { pin: '0000' });
  expect(result).toMatchObject({
    status: 'ERROR',
    errorCode: 'challengeNeeded',
    challenge: 'challengeFailedPinNeeded',
    spoken: 'Front door: that PIN is wrong',
  });
  expect(fake.locked['101']).toBe(true);
});

test('an unlock without a PIN stops at the question', async () => {
  expect(await alice.unlock('101')).toMatchObject({
    challenge: 'pinNeeded',
    spoken: 'Front door needs a PIN',
  });
  expect(fake.received('EXECUTE')).toHaveLength(1);
});

test('a follow-up token goes along when a speaker is spoken to, a new one each time', async () => {
  const first = await alice.lock('101', { followUp: true });
  const second = await alice.lock('101', { followUp: 'mine' });
  expect(first.followUpToken).toMatch(/^.{64}$/);
  expect(second.followUpToken).toBe('mine');
  expect(fake.received('EXECUTE')[1]).toMatchObject({
    inputs: [{ payload: { commands: [{ execution: [{ params: { lock: true, followUpToken: 'mine' } }] }] } }],
  });
});

test('a request can be repeated with the same request id', async () => {
  const { requestId } = await alice.lock('101');
  expect((await alice.lock('101', { requestId })).requestId).toBe(requestId);
});

test('a name that nothing has fails and tells which names there are', async () => {
  await expect(async () => alice.lock('garage')).rejects.toThrow(
    'No device is called "garage". Devices: Front door, Shed',
  );
});

test('a name that two devices have is refused, an id is not', async () => {
  fake.devices[1] = { ...fake.devices[1], name: { name: 'front DOOR' } };
  await alice.sync();
  await expect(async () => alice.lock('front door')).rejects.toThrow('More than one device');
  expect((await alice.lock('102')).status).toBe('SUCCESS');
});

test('anything at all can be posted, with any token or none', async () => {
  expect((await alice.raw('{ not json')).status).toBe(400);
  expect((await alice.raw({}, { token: null })).status).toBe(401);
  expect((await alice.raw({}, { token: 'someone-else', headers: { 'x-test': '1' } })).status).toBe(401);
});

test('without a link nothing can be asked', async () => {
  await expect(google.user('bob').sync()).rejects.toThrow('Not linked yet');
});
