import { errorTable, httpStatusTable, otherFailures } from '../../functions/sifely/http/error-table.ts';
import { FAILURE_ANSWERS } from '../../functions/smarthome/protocol/error-codes.ts';
import type { CommandResult, GoogleUser } from '../../simulators/google/index.ts';
import { DEMO_LOCKS, type Fault } from '../../simulators/sifely/index.ts';
import { World } from '../support/world.ts';

type Row = (typeof errorTable)[number];
type Action = 'lock' | 'unlock';

const codes = Object.entries(errorTable).map(([code, row]) => ({ code: Number(code), ...row }));
// The simulator answers a status with a page, as a proxy does.
const statuses = Object.entries(httpStatusTable).map(([status, row]) => ({
  status: Number(status),
  ...(row.renewalMayHelp ? otherFailures.foreignRefusal : row),
}));

describe.each(['lock', 'unlock'] as const)('an error that Sifely answers to "%s"', (action) => {
  let world: World;

  beforeAll(async () => {
    world = await World.start();
    await world.link();
  });

  afterAll(() => world.close());

  afterEach(() => world.sifely.clearFaults());

  const command = (user: GoogleUser): Promise<CommandResult> =>
    action === 'lock' ? user.lock('front door') : user.unlock('front door', { pin: '4711' });

  async function expectAnswer(fault: Fault, row: Row): Promise<void> {
    if (row.renewalMayHelp) await world.link();
    world.clock.advance(60_000);
    world.sifely.fault({ ...fault, endpoint: `lock/${action}` });
    const before = world.sifely.lock(DEMO_LOCKS.frontDoor).movements;
    world.sifely.clearCalls();
    const isSent = () => world.sifely.calls.some(({ endpoint }) => endpoint.endsWith(`lock/${action}`));
    // A command to a busy gateway is repeated until the answer: the clock must go on.
    const ticking = setInterval(() => isBusy(row) && isSent() && world.clock.advance(500), 20);
    const answer = await command(world.google.user('alice'));
    await world.app.settled();
    clearInterval(ticking);
    expect(world.sifely.lock(DEMO_LOCKS.frontDoor).movements).toBe(before);
    const { status, errorCode } = answer;
    expect({ status, errorCode }).toEqual(expectedAnswer(row, action));
  }

  describe.each(['code', 'errcode'] as const)('in "%s" of HTTP 200', (carrier) => {
    test.each(codes)(
      '$code ($meaning) reaches Google as the error that the table names',
      ({ code, ...row }) => expectAnswer({ kind: 'code', code, carrier }, row),
    );
  });

  test.each(statuses)(
    'HTTP $status ($meaning) reaches Google as the error that the table names',
    ({ status, ...row }) => expectAnswer({ kind: 'status', status }, row),
  );
});

const isBusy = ({ reason }: Row) => reason === 'gateway-busy' || reason === 'lock-busy';

/** A timeout proves nothing. A busy gateway fails an unlock, if there is no time after the answer; a lock command is handed over. */
function expectedAnswer(row: Row, action: Action) {
  if (row.reason === 'timed-out' || (action === 'lock' && isBusy(row))) {
    return { status: 'PENDING', errorCode: undefined };
  }
  return { status: 'ERROR', errorCode: FAILURE_ANSWERS[row.reason].codes[action] };
}
