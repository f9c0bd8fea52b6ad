// Writes public/icon-144.png, the app icon for Google's console, from the code that draws it.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { appIcon } from '../cli/setup/app-icon.ts';

writeFileSync(fileURLToPath(new URL('../public/icon-144.png', import.meta.url)), appIcon());
