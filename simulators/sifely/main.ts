import { readCommandLine, USAGE } from './command-line.ts';
import { SifelySimulator } from './simulator.ts';

/** `npm run simulate:sifely`: runs a simulator until it is interrupted. */
async function main(): Promise<void> {
  const options = readCommandLine(process.argv.slice(2));
  if (options === 'help') {
    console.log(USAGE);
    return;
  }
  const simulator = await SifelySimulator.start(options);
  console.log(`Simulated Sifely cloud: ${simulator.url}`);
  console.log(`Hands in its homes:     ${simulator.url}/_control`);
  const stop = () => void simulator.close().then(() => process.exit(0));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
