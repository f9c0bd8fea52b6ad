// Calls a HomeGraph API twice and prints the log, then the answers as the last line: ADDRESS CREDENTIALS-FILE
import { systemClock } from '../../functions/clock.ts';
import { createLogger } from '../../functions/logs/create-logger.ts';
import { createHomeGraph } from '../../functions/reporting/home-graph/client.ts';

const [homegraphUrl = '', credentialsFile] = process.argv.slice(2);
const google = { clientId: '', clientSecrets: [], projectId: undefined, homegraphUrl, credentialsFile };
const homeGraph = createHomeGraph({
  config: { google },
  clock: systemClock,
  logger: createLogger({ format: 'cloud', level: 'debug', clock: systemClock }),
});
const answers = [await homeGraph.requestSync('account'), await homeGraph.unlink('account')];
// The logger writes at the end of the turn; the answers come after its lines.
setImmediate(() => process.stdout.write(`${JSON.stringify(answers)}\n`));
