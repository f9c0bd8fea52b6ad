import { VERSION } from '../version.ts';
import type { Demo } from './start-demo.ts';

/** Returns the text that the demo prints: where to click and what to try. */
export function demoGuide({ google, sifely, facts }: Demo, dataDir: string): string {
  const user = google.user();
  const linking = user.linked
    ? ['A Sifely account is already linked, from an earlier run. To link again, open']
    : ['Link a Sifely account. Open'];
  // The command's default address.
  const where = google.url === 'http://127.0.0.1:8082' ? '' : `GOOGLE_SIMULATOR_URL=${google.url} `;
  return `
Sifely locks in Google Home ${VERSION}: the demo
Both clouds are simulated; nothing leaves this computer.

1. ${linking.join('\n')}
     ${google.linkUrl}
   and sign in as demo@example.com with the password demo-password.

2. In a second terminal, send commands the way Google does:
     ${where}npm run google -- sync
     ${where}npm run google -- query
     ${where}npm run google -- lock "Front door"
     ${where}npm run google -- unlock "Front door"
     ${where}npm run google -- disconnect

3. Turn a lock by hand, unplug a gateway or expire a token:
     ${sifely.url}/_control

4. Check the connection, change the PIN or locks, as the owner of the locks:
     ${facts.publicUrl}/account

5. Codes, keys and records at the command line, which needs no link:
     npm run cli -- login --user demo@example.com --server ${sifely.url}
     npm run cli -- locks list

Server ${facts.publicUrl}   Sifely ${sifely.url}   Google ${google.url}
State is saved in ${dataDir}. Delete it to start over. Press Ctrl+C to stop the demo.
`;
}
