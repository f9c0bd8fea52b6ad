import { enqueueUnlink } from '../../../functions/reporting/unlink-account.ts';
import { World } from '../../support/world.ts';
import { callsOf, forgetCalls, loggedAt } from './homegraph-calls.ts';

const MINUTE = 60_000;

describe('when an account is deleted', () => {
  let world: World;
  let accountId: string;

  beforeEach(async () => {
    world = await World.start();
    await world.link('alice');
    await world.link('bob', { pin: 'keep' });
    accountId = world.google.user('alice').agentUserId ?? '';
    await world.pass(2 * MINUTE);
    forgetCalls(world);
  });
  afterEach(() => world.close());

  const statuses = () => callsOf(world, 'delete').map(({ status }) => status);

  test('all its Google users are unlinked at Google by one call', async () => {
    await enqueueUnlink(world.jobs, accountId);
    await enqueueUnlink(world.jobs, accountId);
    await world.pass(MINUTE);
    expect(statuses()).toEqual([200]);
    expect(world.google.user('alice').linked).toBe(false);
    expect(world.google.user('bob').linked).toBe(false);
    expect(world.google.homegraph.agentUserIds).toEqual([]);
  });

  test('the call is repeated until Google takes it', async () => {
    world.google.homegraph.failNext(503, { times: 2 });
    await enqueueUnlink(world.jobs, accountId);
    await world.pass(5 * MINUTE);
    expect(statuses()).toEqual([503, 503, 200]);
    expect(world.google.user('alice').linked).toBe(false);
  });

  test('the job succeeds when Google does not know the account any more', async () => {
    await enqueueUnlink(world.jobs, 'no-such-account');
    await world.pass(MINUTE);
    expect(statuses()).toEqual([404]);
    expect(world.jobs.failures).toEqual([]);
    expect(loggedAt(world, 'ERROR')).toEqual([]);
  });

  test('a forbidden call is logged for the operator', async () => {
    world.google.homegraph.failNext(403);
    await enqueueUnlink(world.jobs, accountId);
    await world.pass(30 * MINUTE);
    expect(statuses()).toEqual([403]);
    expect(loggedAt(world, 'ERROR').join()).toContain('does not let this deployment call');
  });
});
