let lastId = 0;

/** Returns the body of an intent as Google posts it. */
export function intentBody(intent: 'SYNC' | 'QUERY' | 'EXECUTE', payload?: object): string {
  const input = { intent: `action.devices.${intent}`, ...(payload && { payload }) };
  return JSON.stringify({ requestId: `68944397062746${++lastId}`, inputs: [input] });
}

export function queryBody(ids: readonly string[]): string {
  return intentBody('QUERY', { devices: ids.map((id) => ({ id })) });
}

/** Returns the body of an EXECUTE that locks or unlocks a lock. */
export function executeBody(id: string, action: 'lock' | 'unlock' = 'lock', pin?: string): string {
  const execution = {
    command: 'action.devices.commands.LockUnlock',
    params: { lock: action === 'lock' },
    ...(pin !== undefined && { challenge: { pin } }),
  };
  return intentBody('EXECUTE', { commands: [{ devices: [{ id }], execution: [execution] }] });
}

/** Posts an intent and resolves with the whole answer. Rejects unless it has status 200 and reports success. */
export async function postIntent(url: string, token: string, body: string): Promise<string> {
  const response = await fetch(`${url}/smarthome`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body,
  });
  const text = await response.text();
  if (response.status !== 200 || !text.includes('payload')) {
    throw new Error(`${url} answered ${response.status}: ${text.slice(0, 300)}`);
  }
  return text;
}

/** Measures how long work takes, in milliseconds. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}
