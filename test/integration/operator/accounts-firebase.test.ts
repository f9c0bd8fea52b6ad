import { TaskQueueServer } from '../../support/task-queue-server.ts';
import { OperatorWorld } from './operator-world.ts';

const ACCOUNT = 'functions@demo-test.iam.gserviceaccount.com';

test('on Firebase the operator’s changes become tasks of the deployment, in its region and by its identity', async () => {
  const queue = await TaskQueueServer.start();
  // The library takes its address from the environment of the process.
  process.env['CLOUD_TASKS_EMULATOR_HOST'] = queue.host;
  const operator = await OperatorWorld.start('firestore', { jobs: 'held' });
  try {
    await operator.world.link('alice');
    const id = operator.accountId;
    const env = { REGION: 'europe-west1', CLOUD_TASKS_EMULATOR_HOST: queue.host };
    const call = (...args: string[]) =>
      operator.call(['accounts', ...args, '--firebase', 'demo-test'], [], env);
    expect(await call('list')).toMatchObject({ code: 0, printed: expect.stringContaining('1 account,') });
    expect(await call('resync', id)).toMatchObject({
      code: 2,
      notes: expect.stringContaining('needs --service-account'),
    });
    expect(await call('resync', id, '--service-account', ACCOUNT)).toMatchObject({ code: 0 });
    expect(await call('delete', id, '--yes', '--service-account', ACCOUNT)).toMatchObject({ code: 0 });
    expect(queue.tasks.map(({ queue: name }) => name).sort()).toEqual(
      ['events', 'jobs', 'upkeep'].map((name) => `projects/demo-test/locations/europe-west1/queues/${name}`),
    );
    const identities = queue.tasks.map(({ task }) => task.httpRequest.oidcToken?.serviceAccountEmail);
    expect(identities).toEqual(Array(3).fill(ACCOUNT));
    // Sealed: the queue learns of no account.
    expect(JSON.stringify(queue.tasks.map(({ task }) => atob(task.httpRequest.body)))).not.toContain(id);
    expect((await call('list')).printed).toContain('0 accounts');
  } finally {
    delete process.env['CLOUD_TASKS_EMULATOR_HOST'];
    await operator.close();
    await queue.close();
  }
});

test('a service account is for a deployment on Firebase alone', async () => {
  const operator = await OperatorWorld.start('sqlite');
  expect(await operator.call(['accounts', 'list', '--service-account', ACCOUNT])).toMatchObject({ code: 2 });
  await operator.close();
});
