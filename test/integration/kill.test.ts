import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../functions/clock.ts';
import type { Job } from '../../functions/jobs/jobs.ts';
import { openSqliteStore } from '../../functions/store/sqlite/sqlite.ts';
import type { StoredDocument } from '../../functions/store/store.ts';
import { Person } from '../../simulators/google/index.ts';
import { DEMO_LOCKS } from '../../simulators/sifely/index.ts';
import { PIN, Surroundings } from '../support/deployment.ts';
import { freePorts } from '../support/free-ports.ts';
import { walkThroughLinking } from '../support/link-walk.ts';
import { Program } from '../support/program.ts';
import { waitingJobs } from '../support/waiting-jobs.ts';

const FRONT = String(DEMO_LOCKS.frontDoor);

// The self-hosted server in a process of its own, in real time, ended by SIGKILL.
describe('a server killed', () => {
  let dataDir: string;
  let surroundings: Surroundings;
  let servers: Program[];
  let port: number;

  beforeEach(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'kill-'));
    port = await freePorts(1);
    surroundings = await Surroundings.start(`http://127.0.0.1:${port}`);
    servers = [];
  });

  afterEach(async () => {
    await Promise.all(servers.map((server) => server.stop('SIGKILL')));
    await surroundings.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  async function start(): Promise<Program> {
    const server = Program.node(['functions/server.ts'], {
      env: {
        ...surroundings.env,
        ...surroundings.secrets,
        ...{ DATA_DIR: dataDir, HOST: '127.0.0.1', PORT: String(port), TRUSTED_PROXIES: '0' },
        ...{ VERIFY_AFTER_SECONDS: '4,8', LOG_FORMAT: 'cloud', LOG_LEVEL: 'debug' },
      },
    });
    servers.push(server);
    await server.until(/"message":"listening"/);
    return server;
  }

  async function linked() {
    const alice = surroundings.google.user('alice');
    const outcome = await alice.linkAs(new Person(), (person) => walkThroughLinking(person, { pin: PIN }));
    expect(outcome.linked).toBe(true);
    return alice;
  }

  const atGoogle = (agentUserId: string | undefined) =>
    surroundings.google.homegraph.states(agentUserId ?? '', FRONT);

  /** Waits, in real time, until HomeGraph has this state of the front door. */
  async function known(agentUserId: string | undefined, isLocked: boolean): Promise<void> {
    const giveUpAt = performance.now() + 80_000;
    while (atGoogle(agentUserId)?.['isLocked'] !== isLocked) {
      if (performance.now() > giveUpAt) {
        const output = servers.map((server) => server.output).join('\n=== started again ===\n');
        throw new Error(`Home Graph has ${JSON.stringify(atGoogle(agentUserId))}\n${output}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** Waits until what a job of a kind could not do waits to be repeated. */
  async function waiting(kind: Job['kind']): Promise<void> {
    const store = openSqliteStore({ file: join(dataDir, 'store.sqlite'), clock: systemClock });
    try {
      const isKept = ({ data }: StoredDocument) => {
        const { job, at } = Object(data);
        // The first one is due within a second.
        return job?.kind === kind && at > Date.now() + 1500;
      };
      const giveUpAt = performance.now() + 80_000;
      const find = () => waitingJobs(store, Date.now() + 60_000);
      while (!(await find()).some(isKept)) {
        if (performance.now() > giveUpAt) throw new Error(`No ${kind} job waits to be repeated`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    } finally {
      await store.close();
    }
  }

  test('between a command and its verification verifies after the restart and corrects HomeGraph', async () => {
    const first = await start();
    const alice = await linked();
    await known(alice.agentUserId, true);
    const unlocked = await alice.unlock('Front door', { pin: PIN });
    expect(unlocked.status).toBe('SUCCESS');
    await surroundings.reported();
    expect(await first.stop('SIGKILL')).toBe('SIGKILL');
    expect(first.output).not.toContain('"message":"observation"');
    // From here on the state at Google is wrong, and no process runs that could notice.
    surroundings.sifely.lock(FRONT).turnByHand('lock');
    surroundings.google.homegraph.calls.length = 0;

    const second = await start();
    await second.until(/"because":"command".*"message":"observation"/);
    await known(alice.agentUserId, true);
    const reports = surroundings.google.homegraph.calls.filter(
      ({ method }) => method === 'reportStateAndNotification',
    );
    expect(reports.length).toBeGreaterThan(0);
    expect(reports.map(({ status }) => status)).not.toContain(400);
    expect(await second.stop()).toBe(0);
    expect(second.output).not.toContain('"severity":"ERROR"');
  }, 150_000);

  test('before Google acknowledged a report corrects it after the restart if it has become wrong', async () => {
    const first = await start();
    const alice = await linked();
    await known(alice.agentUserId, true);
    const slow = surroundings.google.homegraph.holdNextAnswer();
    await alice.unlock('Front door', { pin: PIN });
    await slow.carriedOut;
    await known(alice.agentUserId, false);
    await first.stop('SIGKILL');
    slow.release();
    // The state that Google had before the lost report: the product must not assume that it still has it.
    surroundings.sifely.lock(FRONT).turnByHand('lock');

    await start();
    // The job that follows the command is leased by the dead process for twenty seconds.
    await known(alice.agentUserId, true);
  }, 150_000);

  test('while a report waits for Google sends it after the restart', async () => {
    const first = await start();
    const alice = await linked();
    await known(alice.agentUserId, true);
    // Enough for all reports that are on their way.
    surroundings.google.homegraph.failNext(503, { times: 10 });
    await alice.unlock('Front door', { pin: PIN });
    await waiting('report');
    await first.stop('SIGKILL');
    surroundings.google.homegraph.failNoMore();
    surroundings.google.homegraph.calls.length = 0;

    await start();
    await surroundings.reported();
    expect(surroundings.sifely.lock(FRONT).bolt).toBe('unlocked');
  }, 150_000);
});
