import { VERSION } from '../version.ts';
import type { Demo } from './start-demo.ts';

/** Returns the text that the demo prints: the one page to open first, then the other ways in. */
export function demoGuide({ google, sifely, facts }: Demo, dataDir: string): string {
  // The command's default address.
  const where = google.url === 'http://127.0.0.1:8082' ? '' : `GOOGLE_SIMULATOR_URL=${google.url} `;
  return `
Open this: ${facts.publicUrl}/

The demo of Sifely locks in Google Home ${VERSION}: both clouds are simulated, nothing leaves this computer.
To link the locks, sign in as demo@example.com with the password demo-password.

Other ways in:
  Account page         ${facts.publicUrl}/account
  Google, in scripts   ${where}npm run google -- lock "Front door"
  Command line         npm run cli -- login --user demo@example.com --server ${sifely.url}
  Simulated Sifely     ${sifely.url}/_control

State is saved in ${dataDir}. Delete it to start over. Press Ctrl+C to stop the demo.
`;
}
