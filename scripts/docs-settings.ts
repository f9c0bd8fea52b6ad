// Updates the settings in README.md and .env.example from functions/config/settings.ts.
import { readFileSync, writeFileSync } from 'node:fs';
import { envExample, withSettingsTable } from '../functions/config/settings-docs.ts';

const root = new URL('../', import.meta.url);
const readme = new URL('README.md', root);
writeFileSync(readme, withSettingsTable(readFileSync(readme, 'utf8')));
writeFileSync(new URL('.env.example', root), envExample());
