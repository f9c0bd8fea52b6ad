import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoSeed, INSTANT_TIMING, SifelySimulator } from '../../../simulators/sifely/index.ts';
import { OffsetClock } from '../../support/offset-clock.ts';
import { backDoor, DEMO, data, frontDoor, items, RawClient, shed, simulators } from './raw-client.ts';

const start = simulators();
const ROOT = join(__dirname, '../../..');
const NODE = process.execPath;
const PAGE = { pageNo: 1, pageSize: 20 };
const folder = mkdtempSync(join(tmpdir(), 'sifely-state-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});
let files = 0;
const stateFile = () => join(folder, `state-${++files}`, 'world.json');

test('bolts, settings, records, keys and tokens outlive a restart', async () => {
  const file = stateFile();
  const first = await start({ stateFile: file });
  const { token, refreshToken } = data(await first.anonymous.login());
  await first.demo.post('/v3/lock/unlock', { lockId: frontDoor });
  first.simulator.lock(frontDoor).set({ battery: 7 });
  await first.demo.post('/v3/key/send', {
    lockId: shed,
    receiverUsername: 'empty@example.com',
    keyName: 'Shed',
    startDate: 0,
    endDate: 0,
  });
  const records = await first.demo.records(frontDoor);
  await first.simulator.close();

  const second = await start({ stateFile: file });
  expect(second.simulator.lock(frontDoor).bolt).toBe('unlocked');
  expect(await second.demo.records(frontDoor)).toEqual(records);
  expect(second.demo.authorization).toBe(first.demo.authorization);
  const byToken = new RawClient(second.simulator.url, `Bearer ${token}`);
  expect((await byToken.get('/v3/lock/detail', { lockId: frontDoor })).body['electricQuantity']).toBe(7);
  expect((await second.key('empty@example.com').post('/v3/key/list', PAGE)).body['total']).toBe(1);
  const grant = { client_id: 'any-client', grant_type: 'refresh_token', refresh_token: String(refreshToken) };
  expect((await second.anonymous.post('/system/smart/oauthToken', grant)).body).toHaveProperty(
    'access_token',
  );
});

test('the state of an earlier release goes on: its codes and cards have no end, and are in the lock', async () => {
  const file = stateFile();
  const first = await start({ stateFile: file });
  await first.simulator.close();
  const credential = ({ id, name, secret, createdAt }: Record<string, unknown>) => ({
    ...{ id, name, secret, createdAt },
  });
  const formerly = JSON.parse(readFileSync(file, 'utf8'), (name, value) => {
    if (name === 'uid' || name === 'keypad' || name === 'cardsInLock' || name === 'fetchedPasscodes')
      return undefined;
    const isList = name === 'passcodes' || name === 'cards' || name === 'fingerprints';
    return isList ? value.map(credential) : value;
  });
  writeFileSync(file, JSON.stringify(formerly));
  const { simulator, demo } = await start({ stateFile: file });
  const lock = simulator.lock(frontDoor);
  for (const open of [
    () => lock.enterPasscode('Cleaner'),
    () => lock.useCard(),
    () => lock.useFingerprint(),
  ]) {
    open();
    expect(lock.bolt).toBe('unlocked');
    lock.turnByHand('lock');
  }
  const query = { lockId: frontDoor, ...PAGE };
  const firstOf = async (path: string) => items(await demo.get(path, query))[0];
  expect(await firstOf('/v3/lock/listKeyboardPwd')).toMatchObject({
    ...{
      keyboardPwdName: 'Cleaner',
      keyboardPwdType: 2,
      isCustom: 1,
      endDate: 0,
      senderUsername: DEMO.username,
    },
  });
  expect(await firstOf('/v3/identityCard/list')).toMatchObject({
    cardType: 1,
    senderUsername: DEMO.username,
  });
  expect(await firstOf('/v3/lock/listKey')).toMatchObject({ uid: 1_000_002 });
});

test('what was under way goes on: a bolt in motion, an auto-lock', async () => {
  const file = stateFile();
  const clock = new OffsetClock();
  const timing = { ...INSTANT_TIMING, moveMs: 5000 };
  const first = await start({ stateFile: file, clock, timing });
  await first.demo.post('/v3/lock/unlock', { lockId: backDoor });
  await first.simulator.close();
  clock.advance(6000);
  const second = await start({ stateFile: file, clock, timing });
  expect(second.simulator.lock(backDoor).bolt).toBe('unlocked');
  await second.simulator.close();
  clock.advance(60_000);
  const third = await start({ stateFile: file, clock, timing });
  expect(third.simulator.lock(backDoor).bolt).toBe('locked');
});

test('another seed starts another world, in which keys and tokens stay good', async () => {
  const file = stateFile();
  const first = await start({ stateFile: file });
  const { token } = data(await first.anonymous.login());
  await first.simulator.close();
  const locks = [{ lockId: 1, name: 'Only door', owner: DEMO.username }];
  const second = await start({ stateFile: file, seed: { accounts: demoSeed.accounts, locks } });
  const byToken = new RawClient(second.simulator.url, `Bearer ${token}`);
  expect((await byToken.post('/v3/lock/list', PAGE)).body['total']).toBe(1);
  expect(second.demo.authorization).toBe(first.demo.authorization);
});

test('a file that is not a state is refused, not overwritten', async () => {
  const file = join(folder, 'notes.json');
  writeFileSync(file, 'my notes');
  await expect(SifelySimulator.start({ stateFile: file })).rejects.toThrow(
    'does not hold the state of a simulator',
  );
  expect(readFileSync(file, 'utf8')).toBe('my notes');
});

test('every answer given survives kill -9', async () => {
  let lastToken = '';
  const file = stateFile();
  const args = ['--disable-warning=ExperimentalWarning', 'simulators/sifely/main.ts'];
  const options = ['--port', '0', '--state', file, '--timing', 'instant'];
  for (let round = 0; round < 2; round++) {
    const child = spawn(NODE, [...args, ...options], { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    const url = await new Promise<string>((resolve, reject) => {
      let printed = '';
      child.once('exit', () => reject(new Error(`ended early: ${printed}`)));
      child.stdout.on('data', (chunk) => {
        printed += chunk;
        const found = /http:\/\/127\.0\.0\.1:\d+/.exec(printed)?.[0];
        if (found && printed.includes('_control')) resolve(found);
      });
    });
    const client = new RawClient(url);
    client.authorization = String(data(await client.keyLogin())['clientToken']);
    if (round === 0) {
      await client.post('/v3/lock/unlock', { lockId: frontDoor });
      lastToken = String(data(await client.login())['token']);
    } else {
      expect(await client.openState(frontDoor)).toBe(1);
      client.authorization = `Bearer ${lastToken}`;
      expect((await client.post('/v3/lock/list', PAGE)).body['total']).toBe(5);
    }
    child.removeAllListeners('exit');
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  }
  expect(readdirSync(join(file, '..'))).toEqual(['world.json']);
});
