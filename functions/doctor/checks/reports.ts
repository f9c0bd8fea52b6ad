import { isLasting, readHomeGraphTrouble } from '../../reporting/home-graph-trouble.ts';
import type { StoreDeps } from '../deps.ts';
import { type Check, ok, problem, warning } from '../finding.ts';
import { span } from '../words.ts';

/** The server's own calls to Google, as it remembers them. */
export const reports: Check<StoreDeps> = {
  name: 'reports',
  async run({ store, clock }) {
    const trouble = await readHomeGraphTrouble(store);
    if (trouble === undefined)
      return [ok('No call of the server to Google has failed since the last success.')];
    const duration = `for ${span(clock.now() - trouble.since)}`;
    const todo = 'See what home-graph says below. Missed states are sent with the next change or poll.';
    if (trouble.kind === 'refused')
      return [problem(`Google has refused the server's reports, ${duration} now.`, todo)];
    const found = `The server's reports to Google have failed, ${duration} now.`;
    return [isLasting(trouble) ? problem(found, todo) : warning(found, todo)];
  },
};
