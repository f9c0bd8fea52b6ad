import { setDefaultAutoSelectFamilyAttemptTimeout } from 'node:net';
import { createInterface } from 'node:readline/promises';
import { runCommand, type Terminal } from './command-line/command-line.ts';

const terminal: Terminal = {
  url: process.env['GOOGLE_SIMULATOR_URL'] ?? 'http://127.0.0.1:8082',
  say: (line) => console.log(line),
  complain: (line) => console.error(line),
  ...(process.stdin.isTTY ? { ask } : {}),
};

// By default Node gives up an address after 250 ms.
setDefaultAutoSelectFamilyAttemptTimeout(2000);

async function ask(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await lines.question(question);
  } finally {
    lines.close();
  }
}

process.exitCode = await runCommand(process.argv.slice(2), terminal);
