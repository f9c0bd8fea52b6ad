import type { IntentContext } from '../../../functions/smarthome/protocol/intent-context.ts';
import type { IntentRequest } from '../../../functions/smarthome/protocol/intent-request.ts';

const PIN = '86420975';
const NAME = 'Front door of Ada';

// The library reads both when it is loaded.
process.env['DEBUG'] = '*';
const printed = jest.spyOn(console, 'log').mockImplementation(() => {});
afterAll(() => {
  delete process.env['DEBUG'];
  printed.mockRestore();
});

/** Dispatches to handlers that answer their own name. */
async function createDispatch() {
  const { createDispatch: create } = await import('../../../functions/smarthome/dispatch.ts');
  const answerWith = (name: string) => async (context: IntentContext<IntentRequest>) => ({
    body: { name } as never,
    devices: [context.request.requestId],
    results: {},
    outcome: NAME,
  });
  return create({
    sync: answerWith('sync'),
    query: answerWith('query'),
    execute: answerWith('execute'),
    disconnect: () => Promise.reject(new Error('the store is out')),
  });
}

const contextOf = (request: IntentRequest) => ({ request }) as IntentContext<IntentRequest>;
const unlock = { deviceId: '101', command: 'c', params: {}, challenge: { pin: PIN } };

test.each<[string, IntentRequest]>([
  ['sync', { intent: 'action.devices.SYNC', requestId: 'r' }],
  ['query', { intent: 'action.devices.QUERY', requestId: 'r', deviceIds: [] }],
  ['execute', { intent: 'action.devices.EXECUTE', requestId: 'r', commands: [unlock] }],
])('the handler of %s answers its intent', async (name, request) => {
  const dispatch = await createDispatch();
  expect(await dispatch(contextOf(request))).toEqual({
    body: { name },
    devices: ['r'],
    results: {},
    outcome: NAME,
  });
});

test('dispatch rejects with the error of the handler', async () => {
  const dispatch = await createDispatch();
  const request = { intent: 'action.devices.DISCONNECT', requestId: 'r' } as const;
  await expect(dispatch(contextOf(request))).rejects.toThrow('the store is out');
});

test("the debug output of Google's library has neither PINs nor names", async () => {
  printed.mockClear();
  const dispatch = await createDispatch();
  await dispatch(contextOf({ intent: 'action.devices.EXECUTE', requestId: 'request-7', commands: [unlock] }));
  const output = printed.mock.calls.flat().join('\n');
  expect(output).toContain('request-7');
  expect(output).not.toContain(PIN);
  expect(output).not.toContain(NAME);
});
