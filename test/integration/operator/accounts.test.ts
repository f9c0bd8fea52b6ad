import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { COMMANDS } from '../../../cli/commands.ts';
import { runCommand } from '../../../cli/run-command.ts';
import { DEMO_LOCKS } from '../../../simulators/sifely/index.ts';
import { testTerminal } from '../../support/test-terminal.ts';
import { DEMO } from '../account-pages/owner.ts';
import { OperatorWorld } from './operator-world.ts';

const PIN = '830264';
const FRONT = String(DEMO_LOCKS.frontDoor);

describe.each(['sqlite', 'firestore'] as const)(
  'looking at the accounts of a running server, with %s',
  (store) => {
    let operator: OperatorWorld;
    let world: OperatorWorld['world'];
    let id: string;

    beforeAll(async () => {
      operator = await OperatorWorld.start(store);
      ({ world } = operator);
      await world.link('alice', { pin: PIN });
      await world.link('bob', { pin: 'keep' });
      id = operator.accountId;
      await world.google.user('alice').unlock('front door', { pin: ['111111', PIN] });
      await world.pass(120_000);
    });
    afterAll(() => operator.close());

    const secrets = () => [
      ...[PIN, DEMO.password, operator.env['ENCRYPTION_KEYS'] ?? ''],
      ...['alice', 'bob'].flatMap((name) => Object.values(world.google.user(name).tokens ?? {}).map(String)),
    ];

    test('list shows every account, its numbers and that it is well, and no user name', async () => {
      const { code, printed } = await operator.call(['accounts', 'list']);
      expect(code).toBe(0);
      expect(printed).toMatch(new RegExp(`^${id} +2 +4 +\\d+ .* ok$`, 'm'));
      expect(printed).toContain('1 account, 2 links, 4 shared locks; 0 with troubles');
      expect(printed).not.toContain(DEMO.username);
      expect((await operator.call(['accounts', 'list', '--names'])).printed).toContain(DEMO.username);
    });

    test('show finds an account by its id and by the name of its owner, and shows no secret', async () => {
      for (const who of [id, DEMO.username.toUpperCase(), `--account=${id}`]) {
        const { code, printed } = await operator.call(['accounts', 'show', who]);
        expect(code).toBe(0);
        expect(printed).toContain(DEMO.username);
        expect(printed).toMatch(/Voice PINs +the household/);
        expect(printed).toMatch(new RegExp(`^${FRONT} +Front door +unlocked `, 'm'));
        expect(secrets().filter((secret) => printed.includes(secret))).toEqual([]);
      }
      const json = JSON.parse((await operator.call(['accounts', 'show', id, '--json'])).printed);
      expect(json).toMatchObject({ troubles: [], account: { id, hasPin: true }, links: [{}, {}] });
    });

    test('what cannot be undone asks for the id, and needs --yes where nobody can answer', async () => {
      const alone = await operator.call(['accounts', 'delete', id]);
      expect([alone.code, alone.notes]).toEqual([2, expect.stringContaining('add --yes')]);
      const other = await operator.call(['accounts', 'delete', id], ['yes']);
      expect([other.code, other.notes]).toEqual([1, 'Nothing was changed.']);
      expect((await operator.call(['accounts', 'show', id])).code).toBe(0);
    });

    test('export writes everything about a person to a file that only its owner can read, without secrets', async () => {
      const guest = { name: 'Anna', digits: '593018', lockIds: [FRONT], timeZone: 'UTC' };
      await world.app.guests?.add(id, { ...guest, validity: { kind: 'permanent' } });
      await world.pass(10_000);
      const file = join(operator.dataDir, 'person.json');
      expect((await operator.call(['accounts', 'export', id, '--to', 'person.json'])).code).toBe(0);
      expect(statSync(file).mode & 0o777).toBe(0o600);
      const text = readFileSync(file, 'utf8');
      expect([...secrets(), guest.digits].filter((secret) => text.includes(secret))).toEqual([]);
      expect(JSON.parse(text)).toMatchObject({
        guests: [{ name: 'Anna', doors: [{ lockId: FRONT, state: 'set', verifiedAt: expect.any(String) }] }],
        account: { id, sifelyUser: DEMO.username, hasPin: true, createdAt: expect.stringMatching(/^20.*Z$/) },
        links: [{ client: 'google-client' }, { client: 'google-client' }],
        wrongPins: [expect.any(String)],
        locks: expect.arrayContaining([
          expect.objectContaining({
            id: FRONT,
            listed: expect.objectContaining({ name: 'Front door' }),
            lastState: expect.objectContaining({ bolt: 'unlocked' }),
          }),
        ]),
      });
      const again = await operator.call(['accounts', 'export', id, '--to', 'person.json']);
      expect([again.code, again.notes]).toEqual([2, `${file} exists already. Choose another name.`]);
    });

    test('list says whose owner must sign in since the deployment uses the other generation of the API', async () => {
      const later = { SIFELY_PROFILE: 'api-key', SIFELY_CLIENT_ID: '' };
      const { printed } = await operator.call(['accounts', 'list', '--failing'], [], later);
      expect(printed).toMatch(new RegExp(`^${id} .*linked by the other SIFELY_PROFILE: `, 'm'));
    });

    test('activity prints who came, or writes it to a file that only its owner can read, without secrets', async () => {
      const { code, printed } = await operator.call(['accounts', 'activity', id]);
      expect(code).toBe(0);
      expect(printed).toMatch(/^time,door,lockId,event,how,who,/);
      expect(printed).toMatch(
        /^20[^,]*Z,Front door,532301,refused,google,Google user 1,,failed,wrong-pin,google,/m,
      );
      expect(secrets().filter((secret) => printed.includes(secret))).toEqual([]);
      const args = ['accounts', 'activity', id, '--json', '--to', 'activity.json'];
      expect((await operator.call(args)).code).toBe(0);
      const file = join(operator.dataDir, 'activity.json');
      expect(statSync(file).mode & 0o777).toBe(0o600);
      expect(JSON.parse(readFileSync(file, 'utf8'))).toContainEqual(
        expect.objectContaining({ event: 'refused', reason: 'wrong-pin' }),
      );
      const again = await operator.call(args);
      expect([again.code, again.notes]).toEqual([2, `${file} exists already. Choose another name.`]);
      const nowhere = await operator.call(['accounts', 'activity', id, '--to', 'no/such/folder']);
      expect([nowhere.code, nowhere.notes]).toEqual([
        1,
        expect.stringContaining('cannot be written: ENOENT'),
      ]);
    });

    test('list says who is failing and why, for people and for scripts', async () => {
      world.sifely.account(DEMO.username).revokeRefreshTokens();
      world.sifely.account(DEMO.username).expireAccessTokens();
      for (let probe = 0; probe < 3; probe++) {
        world.clock.advance(5 * 60_000);
        await world.google.user('alice').query();
      }
      const { printed } = await operator.call(['accounts', 'list', '--failing']);
      expect(printed).toMatch(new RegExp(`^${id} .*Sifely refuses the credentials: .* \\(since 20`, 'm'));
      const json = JSON.parse((await operator.call(['accounts', 'list', '--json'])).printed);
      expect(json.counts).toMatchObject({ accounts: 1, failing: 1, troubles: { 'credentials-refused': 1 } });
      expect(json.accounts).toMatchObject([{ id, troubles: [{ kind: 'credentials-refused' }] }]);
    });
  },
);

describe('the command accounts', () => {
  test('needs the database of a server, and creates none', async () => {
    const operator = await OperatorWorld.start('sqlite');
    const env = { ...operator.env, DATA_DIR: 'elsewhere' };
    const terminal = testTerminal({ env, cwd: operator.dataDir });
    expect(await runCommand(COMMANDS, terminal, ['accounts', 'list'])).toBe(1);
    expect(terminal.notes.join()).toContain('There is no database');
    expect(existsSync(join(operator.dataDir, 'elsewhere'))).toBe(false);
    await operator.close();
  });

  test.each([
    ['nothing to do', ['accounts'], 'Say list, show'],
    ['a word that it does not know', ['accounts', 'drop', 'x'], 'Say list, show'],
    ['no account', ['accounts', 'show'], 'needs an account'],
    ['an account for the list', ['accounts', 'list', 'x'], 'takes no account'],
    ['two accounts', ['accounts', 'show', 'x', 'y'], '"y" is not understood'],
  ])('refuses %s with the usage', async (_which, args, words) => {
    const terminal = testTerminal();
    expect(await runCommand(COMMANDS, terminal, args)).toBe(2);
    expect(terminal.notes.join()).toContain(words);
  });
});

test('the plan that Sifely named at the sign-in is shown to the operator, and exported', async () => {
  const operator = await OperatorWorld.start('sqlite', { profile: 'api-key' });
  try {
    await operator.world.link('alice', { pin: PIN });
    const call = (what: string) =>
      operator.call(['accounts', what, operator.accountId], [], { SIFELY_CLIENT_ID: '' });
    expect((await call('show')).printed).toMatch(/^Sifely plan +DEVELOPER$/m);
    expect(JSON.parse((await call('export')).printed).account).toMatchObject({ sifelyPlan: 'DEVELOPER' });
  } finally {
    await operator.close();
  }
});
