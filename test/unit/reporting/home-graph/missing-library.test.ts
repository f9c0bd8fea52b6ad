import { createLogger } from '../../../../functions/logs/create-logger.ts';
import { createHomeGraph } from '../../../../functions/reporting/home-graph/client.ts';
import { ManualClock } from '../../../support/manual-clock.ts';

jest.mock('@googleapis/homegraph', () => {
  throw Object.assign(
    new Error("Cannot find module 'google-auth-library'\nRequire stack:\n- /app/server.cjs"),
    {
      code: 'MODULE_NOT_FOUND',
    },
  );
});

test('a library that is not installed is reported as missing, and the call is retried: Google has refused nothing', async () => {
  const lines: { message: string; severity: string; detail: string }[] = [];
  const clock = new ManualClock();
  const logger = createLogger({
    ...{ format: 'cloud', level: 'info', clock },
    destination: { write: (line: string) => void lines.push(JSON.parse(line)) },
  });
  const google = { clientId: '', clientSecrets: [], projectId: 'demo', homegraphUrl: 'http://127.0.0.1:9' };
  const homeGraph = createHomeGraph({ config: { google }, clock, logger });
  const result = await homeGraph.requestSync('account');
  expect(result).toEqual({ outcome: 'unavailable', detail: "Cannot find module 'google-auth-library'" });
  const errors = lines.filter(({ severity }) => severity === 'ERROR');
  expect(errors).toMatchObject([
    { message: 'a part of this program is missing', detail: "Cannot find module 'google-auth-library'" },
  ]);
});
