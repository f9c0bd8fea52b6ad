import { setDefaultAutoSelectFamilyAttemptTimeout } from 'node:net';
import { readCommandLine, USAGE } from './command-line.ts';
import type { SimulatorOptions } from './options.ts';
import { SifelySimulator } from './simulator.ts';

/** `npm run simulate:sifely`: runs a simulator until it is interrupted. Exit codes: 1 failed, 2 wrong usage. */
async function main(args: readonly string[]): Promise<void> {
  let options: SimulatorOptions | 'help';
  try {
    options = readCommandLine(args);
  } catch (error) {
    console.error(`${messageOf(error)}. Try: npm run simulate:sifely -- --help`);
    process.exitCode = 2;
    return;
  }
  if (options === 'help') {
    console.log(USAGE);
    return;
  }
  const simulator = await SifelySimulator.start(options);
  console.log(`Simulated Sifely cloud: ${simulator.url}`);
  console.log(`Control page:           ${simulator.url}/_control`);
  const stop = () => void simulator.close().then(() => process.exit(0));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

function messageOf(error: unknown): string {
  const { code, address, port } = Object(error);
  if (code === 'EADDRINUSE') {
    return `Port ${address}:${port} is taken by another program. Choose another one, for example: npm run simulate:sifely -- --port 9000`;
  }
  return error instanceof Error ? error.message : String(error);
}

// By default Node gives up an address after 250 ms.
setDefaultAutoSelectFamilyAttemptTimeout(2000);
main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(messageOf(error));
  process.exitCode = 1;
});
