// Updates the commands in docs/command-line.md from cli/owner/.
import { readFileSync, writeFileSync } from 'node:fs';
import { withCommands } from '../cli/owner/manual.ts';

const page = new URL('../docs/command-line.md', import.meta.url);
writeFileSync(page, withCommands(readFileSync(page, 'utf8')));
