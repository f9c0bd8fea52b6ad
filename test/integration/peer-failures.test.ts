import { Person } from '../../simulators/google/index.ts';
import { DEMO_GATEWAYS, DEMO_LOCKS } from '../../simulators/sifely/index.ts';
import { signIn } from '../support/link-walk.ts';
import { World } from '../support/world.ts';

/** Complaints about other integrations, each with its threads; a test is named after what happens here instead. */
describe('complaints about other integrations', () => {
  let world: World;

  beforeEach(async () => {
    world = await World.start();
  });

  afterEach(() => world.close());

  const frontDoor = String(DEMO_LOCKS.frontDoor);

  function executeRaw(
    execution: Record<string, unknown>,
    context?: Record<string, unknown>,
    ids = [frontDoor],
  ) {
    return world.google.user('alice').raw({
      requestId: '6894439706274654518',
      inputs: [
        {
          intent: 'action.devices.EXECUTE',
          ...(context && { context }),
          payload: { commands: [{ devices: ids.map((id) => ({ id })), execution: [execution] }] },
        },
      ],
    });
  }

  // home-assistant/core#32519, #35057, #23412
  test.each(['en', 'de', 'it', 'ja'])(
    'EXECUTE accepts a spoken PIN in every language (%s)',
    async (language) => {
      await world.link('alice', { pin: '0412' });
      const response = await executeRaw(
        {
          command: 'action.devices.commands.LockUnlock',
          params: { lock: false },
          challenge: { pin: '0412' },
        },
        { locale_country: 'XX', locale_language: language },
      );
      expect(await response.json()).toMatchObject({ payload: { commands: [{ status: 'SUCCESS' }] } });
    },
  );

  // home-assistant/core#32519: the assistant passes on its transcription
  test('EXECUTE accepts a PIN that was transcribed with spaces', async () => {
    await world.link('alice', { pin: '0412' });
    const answer = await world.google.user('alice').unlock('front door', { pin: '04 12' });
    expect(answer.status).toBe('SUCCESS');
  });

  // home-assistant/core#106415, explosivo22/kwikset-ha#110
  test('an unlock in an account without a PIN answers that it is not set up, and the lock stays locked', async () => {
    await world.link('alice', { pin: 'off' });
    const answer = await world.google.user('alice').unlock('front door');
    expect(answer.errorCode).toBe('challengeFailedNotSetup');
    expect(world.sifely.lock(frontDoor).bolt).toBe('locked');
  });

  // explosivo22/kwikset-ha#110: users cannot find out which PIN to say
  test('the linking page says which PIN it asks for', async () => {
    const person = new Person({ clock: world.clock });
    await person.open(world.google.user('alice').authorizeUrl());
    await signIn(person);
    expect(person.page.text).toContain('Only for unlocking');
    expect(person.page.text).toContain('It’s not a keypad code.');
  });

  // home-assistant/core#23747
  test('locking never asks for a PIN', async () => {
    await world.link('alice', { pin: '0412' });
    world.sifely.lock(frontDoor).set({ bolt: 'unlocked' });
    world.clock.advance(6000);
    const answer = await world.google.user('alice').lock('front door');
    expect(answer.turns.map(({ challenge }) => challenge)).toEqual([undefined]);
    expect(world.sifely.lock(frontDoor).bolt).toBe('locked');
  });

  // oznu/homebridge-gsh#84, #9, #76, mbudnek/google-home-hubitat-community#1
  test('a person who shouts through the window unlocks nothing without the PIN', async () => {
    await world.link('alice', { pin: '0412' });
    const answer = await world.google.user('alice').unlock('front door', { pin: ['1234', '0000'] });
    expect(answer.turns.map(({ challenge }) => challenge)).toEqual([
      'pinNeeded',
      'challengeFailedPinNeeded',
      'challengeFailedPinNeeded',
    ]);
    expect(world.sifely.lock(frontDoor).bolt).toBe('locked');
  });

  // openhab/openhab-google-assistant#182
  test.each([
    undefined,
    null,
    {},
    { ack: true },
    { pin: null },
    { pin: 412 },
    { pin: false },
    { pin: ['0412'] },
  ])('a challenge of %p causes no crash and unlocks nothing', async (challenge) => {
    await world.link('alice', { pin: '0412' });
    const response = await executeRaw({
      command: 'action.devices.commands.LockUnlock',
      params: { lock: false },
      ...(challenge !== undefined && { challenge }),
    });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ payload: { commands: [{ status: 'ERROR' }] } });
    expect(world.sifely.lock(frontDoor).bolt).toBe('locked');
  });

  // openhab/openhab-google-assistant#132
  test('EXECUTE answers with isLocked, the state after the command', async () => {
    await world.link();
    const answer = await world.google.user('alice').unlock('front door', { pin: '4711' });
    expect(answer.states).toMatchObject({ isLocked: false, isJammed: false, online: true });
    expect(answer.states).not.toHaveProperty('on');
  });

  // technyon/nuki_hub#165, #163, home-assistant/core#135092, #142560
  test('a lock that does not know its bolt position is shown neither as locked nor as unlocked nor as jammed', async () => {
    await world.link();
    world.sifely.lock(frontDoor).jam({ reads: 'unknown' });
    world.sifely.lock(frontDoor).set({ shown: 'unknown' });
    world.clock.advance(60_000);
    const { payload } = await world.google.user('alice').query([frontDoor]);
    expect(payload.devices[frontDoor]).not.toHaveProperty('isLocked');
    expect(payload.devices[frontDoor]).not.toHaveProperty('isJammed', true);
  });

  // home-assistant/core#55182, SecKatie/ha-wyzeapi#580
  test('a lock that was turned by hand is reported as it is, not as it was commanded', async () => {
    await world.link();
    await world.google.user('alice').unlock('front door', { pin: '4711' });
    world.clock.advance(60_000);
    world.sifely.lock(frontDoor).turnByHand('lock');
    const { payload } = await world.google.user('alice').query([frontDoor]);
    expect(payload.devices[frontDoor]).toMatchObject({ isLocked: true });
  });

  // i8beef/HomeAutio.Mqtt.GoogleHome#139, node-red-contrib-google-smarthome#218, smart-home-nodejs#388
  test('a token refresh during an outage keeps the link, and works afterwards', async () => {
    await world.close();
    world = await World.start({ store: 'firestore' });
    await world.link();
    const alice = world.google.user('alice');
    world.clock.advance(2 * 3600_000);
    world.firestore?.fault({ kind: 'unavailable', call: 'batchGet', when: 'before', times: 1000 });
    const ticking = setInterval(() => world.clock.advance(1000), 5);
    await expect(alice.refresh()).rejects.toMatchObject({ name: 'TryLaterError' });
    clearInterval(ticking);
    expect(alice.linked).toBe(true);
    world.firestore?.clearFaults();
    expect((await alice.sync()).payload.devices).toHaveLength(4);
  });

  // i8beef/HomeAutio.Mqtt.GoogleHome#69: a link that is a year old
  test('a link that was not used for a year still works', async () => {
    await world.link();
    world.clock.advance(366 * 24 * 3600_000);
    expect((await world.google.user('alice').sync()).payload.devices).toHaveLength(4);
  });

  // google-home/smart-home-nodejs#58, #424
  test('SYNC never removes locks while Sifely is down', async () => {
    await world.link();
    world.sifely.fault({ kind: 'status', status: 503 });
    const ticking = setInterval(() => world.clock.advance(500), 5);
    const answer = await world.google
      .user('alice')
      .sync()
      .catch((error: Error) => error)
      .finally(() => clearInterval(ticking));
    if (answer instanceof Error) expect(answer.name).toBe('IntentFailedError');
    else expect(answer.payload.devices).toHaveLength(4);
  });

  // google-home/smart-home-nodejs#348, #455, #200, smart-home-java#13
  test('a command to a slow gateway is answered with PENDING in time, and the bolt moves once', async () => {
    await world.link();
    world.sifely.fault({ kind: 'slow', endpoint: 'lock/lock', ms: 6000 });
    world.clock.advance(6000);
    const asked = world.google.user('alice').lock('front door');
    const ticking = setInterval(() => world.clock.advance(100), 5);
    const answer = await asked;
    expect(answer.status).toBe('PENDING');
    await world.app.settled();
    clearInterval(ticking);
    expect(world.sifely.calls.filter(({ endpoint }) => endpoint.endsWith('lock/lock'))).toHaveLength(1);
  });

  // mbudnek/google-home-hubitat-community#42, kennelbound-smartthings/kevo-unofficial#2
  test('a routine that locks everything locks what it can, and says for each of the others why not', async () => {
    await world.link();
    for (const id of world.google.user('alice').devices.keys())
      world.sifely.lock(id).set({ bolt: 'unlocked' });
    world.sifely.gateway(DEMO_GATEWAYS.garage).online = false;
    world.clock.advance(6000);
    const ids = [...world.google.user('alice').devices.keys()];
    const { payload } = await world.google.user('alice').execute([
      {
        devices: ids,
        execution: [{ command: 'action.devices.commands.LockUnlock', params: { lock: true } }],
      },
    ]);
    const results = payload.commands.flatMap(({ ids: named, status, errorCode }) =>
      named.map((id) => [id, errorCode ?? status]),
    );
    expect(Object.fromEntries(results)).toEqual({
      [DEMO_LOCKS.frontDoor]: 'SUCCESS',
      [DEMO_LOCKS.backDoor]: 'SUCCESS',
      [DEMO_LOCKS.garage]: 'deviceOffline',
      [DEMO_LOCKS.study]: 'SUCCESS',
    });
    expect(world.sifely.lock(DEMO_LOCKS.backDoor).bolt).toBe('locked');
  });

  // mikejac/node-red-contrib-google-smarthome#281: a routine would read out an error for every lock that is already locked
  test('locking a locked lock succeeds, even right after a reading', async () => {
    await world.link();
    const answer = await world.google.user('alice').lock('front door');
    expect(answer.status).toBe('SUCCESS');
  });

  // mikejac/node-red-contrib-google-smarthome, README: devices without a room update late
  test('SYNC suggests the room that the owner gave the lock in the Sifely app', async () => {
    await world.link();
    expect(world.google.user('alice').find('front door')).toMatchObject({ roomHint: 'Entrance' });
  });

  // google-home/smart-home-nodejs#493
  test('many concurrent QUERYs share few connections and all are answered', async () => {
    await world.link();
    world.clock.advance(60_000);
    const answers = await Promise.all(Array.from({ length: 40 }, () => world.google.user('alice').query()));
    for (const { payload } of answers) {
      expect(Object.values(payload.devices).map(({ status }) => status)).toEqual(Array(4).fill('SUCCESS'));
    }
    const reads = world.sifely.calls.filter(({ endpoint }) => endpoint.endsWith('queryOpenState'));
    expect(reads.length).toBeLessThanOrEqual(2 * 4);
  });
});
