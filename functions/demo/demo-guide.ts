import { VERSION } from '../version.ts';
import type { Demo } from './start-demo.ts';

/** What the demo prints: where to click and what to try. */
export function demoGuide({ google, sifely, facts }: Demo, dataDir: string): string {
  const user = google.user();
  const linking = user.linked
    ? ['A Sifely account is linked already, from an earlier run. To link again, open']
    : ['Link a Sifely account. Open'];
  // The command looks for Google where it is by default.
  const where = google.url === 'http://127.0.0.1:8082' ? '' : `GOOGLE_SIMULATOR_URL=${google.url} `;
  return `
Sifely locks in Google Home ${VERSION}: the demo
Both clouds are simulated; nothing leaves this machine.

1. ${linking.join('\n')}
     ${google.linkUrl}
   and sign in as demo@example.com with the password demo-password.

2. Talk to it as Google does, in a second terminal:
     ${where}npm run google -- sync
     ${where}npm run google -- query
     ${where}npm run google -- lock "Front door"
     ${where}npm run google -- unlock "Front door"
     ${where}npm run google -- disconnect

3. Turn a lock by hand, take a gateway offline, let a token expire:
     ${sifely.url}/_control

4. See and change what is linked (PIN, locks, webhook address), as the owner of the locks:
     ${facts.publicUrl}/account

The product ${facts.publicUrl}   Sifely ${sifely.url}   Google ${google.url}
What happens is kept in ${dataDir}; remove it to start afresh. Ctrl+C ends the demo.
`;
}
