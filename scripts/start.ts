// `npm start`: the server, with the settings in `.env` if that file exists. Node's --env-file-if-exists prints a line if it does not.
import { existsSync } from 'node:fs';

if (existsSync('.env')) process.loadEnvFile('.env');
// Loaded afterwards: it reads the environment at once.
await import('../functions/server.ts');
