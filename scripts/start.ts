// `npm start`: the server, with the settings in `.env` if that file exists. Node's own --env-file knows no UTF-16.
import { existsSync } from 'node:fs';
import { ConfigError } from '../functions/config/config-error.ts';
import { loadEnvFile } from '../functions/config/env-file.ts';
import { openInBrowser } from './open-in-browser.ts';

try {
  if (existsSync('.env')) loadEnvFile('.env', process.env);
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
// Loaded afterwards: it reads the environment at once.
const { started } = await import('../functions/server.ts');
const page = await started;
if (page !== undefined) await openInBrowser(page);
