import { ENDPOINTS } from '../endpoints/index.ts';
import type { Profile } from '../world/world.ts';
import { CONTROL_ROUTES } from './control-routes.ts';

/** Returns the page at `/_control`: every control with a command to copy, and every call that the open fronts answer. */
export function controlPage(url: string, profiles: readonly Profile[]): string {
  const rows = CONTROL_ROUTES.map(({ method, pattern, help, example }) => {
    const change = method === 'GET' ? '' : ` -X ${method} -H 'content-type: application/json'`;
    const command = `curl -s${change}${example ? ` -d '${example}'` : ''} ${url}/_control/${pattern}`;
    return `<tr><td><b>${method}</b> ${escaped(pattern)}</td><td>${escaped(help)}<br><code>${escaped(command)}</code></td></tr>`;
  });
  const calls = ENDPOINTS.flatMap(({ method, path, profiles: has = profiles }) => {
    const fronts = profiles.filter((each) => has.includes(each));
    return fronts.length === 0 ? [] : [`<tr><td>${method} ${path}</td><td>${fronts.join(', ')}</td></tr>`];
  });
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Simulated Sifely cloud</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
td { border-top: 1px solid #ccc; padding: .5rem; vertical-align: top }
code { font-size: .85rem; overflow-wrap: anywhere }
</style>
</head>
<body>
<h1>Simulated Sifely cloud</h1>
<p>The API is at <code>${escaped(url)}</code>. Use these to play a person at the door or break something.
Only this computer can use them.</p>
<p>Replace <code>:lockId</code> with an id from the list of <a href="/_control/locks">locks</a>; there are also lists of
<a href="/_control/gateways">gateways</a>, <a href="/_control/accounts">accounts</a> and
<a href="/_control/calls">calls</a>.</p>
<table>${rows.join('\n')}</table>
<h2>Calls of the API</h2>
<p>simulators/sifely/README.md tells what each does.</p>
<table>${calls.join('\n')}</table>
</body>
</html>
`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
