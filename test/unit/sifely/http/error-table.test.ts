import { FAILURE_POLICY } from '../../../../functions/locks/failure-policy.ts';
import { errorTable, httpStatusTable } from '../../../../functions/sifely/http/error-table.ts';
import { client, failureOf } from '../client.ts';
import { closeLittleServers, type GivenReply, littleServer } from '../little-server.ts';

afterEach(closeLittleServers);

/** Sifely's own list, and the codes of the platform under it that clients have met. */
const documented = [
  -1003, -2025, -3011, -4043, -4056, -4067, -4082, -2012, -3002, -3003, -3016, -3034, -3035, -3036, -3037,
  -4037, 10000, 10001, 10002, 10003, 10004, 10005, 10006, 10007, 10008, 10009, 10010, 10011, 20000, 30001,
  30002, 30003, 30004, 30005, 30006, 30007, 30008, 401, 403, 50504, -2018, 20001, 20002, 20003, 20004, 20005,
  20006, 20008, -1008, -1016, -1018, -1027, -2019, -2020, -2023, -4063, -4064, -1007, -1021, -2009, -3006,
  -3007, -3008, -3009, 20007, 1, -3, 80000, 80002, 90000, -1026, -2032, -3039, -3046,
];
const rows = Object.entries(errorTable).map(([code, row]) => ({ code: Number(code), row }));
const statusRows = Object.entries(httpStatusTable).map(([status, row]) => ({ status: Number(status), row }));

async function unlockAgainst(reply: GivenReply) {
  const server = await littleServer(() => reply);
  const { cloud } = client(server.baseUrl, { profile: 'api-key' });
  return { failure: await failureOf(cloud.operate('7', 'unlock')), attempts: server.requests.length };
}

test('the table has every documented code and no other', () => {
  expect(rows.map(({ code }) => code).sort((a, b) => a - b)).toEqual([...documented].sort((a, b) => a - b));
});

test.each(rows)('code $code means $row.reason in each of its envelopes', async ({ code, row }) => {
  const envelopes: GivenReply[] = [
    { body: { errcode: code, errmsg: 'words', description: 'words' } },
    { body: { errcode: String(code) } },
    { body: { code, message: 'words' } },
    { body: { code: String(code), msg: 'words', data: null } },
    { body: { errcode: code }, status: 400 },
  ];
  for (const envelope of envelopes) {
    const { failure, attempts } = await unlockAgainst(envelope);
    expect(failure).toMatchObject({ reason: row.reason, executed: row.executed });
    // A key that cannot be renewed is refused without the number.
    if (!row.renewalMayHelp) expect(failure).toMatchObject({ code, renewalMayHelp: false });
    // Only a request for a date causes a second attempt of a command.
    expect(attempts).toBe(code === 80000 ? 2 : 1);
  }
});

test.each(statusRows)('HTTP $status means $row.reason', async ({ status, row }) => {
  const own = [{ body: { code: status, msg: 'words' } }, { status, body: { code: status, msg: 'words' } }];
  const foreign = [{ status }, { status, body: '<html>' }];
  for (const reply of row.renewalMayHelp ? own : [...own, ...foreign]) {
    const { failure, attempts } = await unlockAgainst(reply);
    expect(failure).toMatchObject({ reason: row.reason, executed: row.executed });
    expect(attempts).toBe(1);
  }
});

test('only refusals that prove that nothing moved allow a second attempt soon', () => {
  const soon = rows
    .filter(({ row }) => FAILURE_POLICY[row.reason].retriesSoon && row.executed === 'no')
    .map(({ code }) => code);
  expect(soon.sort()).toEqual([-3003, -3037]);
});

test('every row has a meaning for logs', () => {
  for (const { row } of [...rows, ...statusRows]) expect(row.meaning).not.toBe('');
});
