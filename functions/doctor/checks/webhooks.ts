import type { StoreDeps } from '../deps.ts';
import { type Check, ok, type Result, warning } from '../finding.ts';
import { span } from '../words.ts';

/** Without a webhook for so long, polls do not rely on them (`locks/webhook-coverage.ts`). */
const SILENT_MS = 7 * 24 * 3_600_000;

/** When Sifely last called the webhook addresses, and how many accounts get none. */
export const webhooks: Check<StoreDeps> = {
  name: 'webhooks',
  async run({ accounts, clock }): Promise<Result[]> {
    const scanned = await accounts();
    const linked = scanned.accounts.filter(({ opens }) => opens);
    if (linked.length === 0) return [];
    const now = clock.now();
    const last = Math.max(...linked.map(({ states }) => states.webhookAt ?? 0));
    const silent = linked.filter(({ states }) => now - (states.webhookAt ?? 0) > SILENT_MS);
    const received =
      last === 0 ? 'No webhook ever arrived.' : `The last webhook arrived ${span(now - last)} ago.`;
    const count = `${silent.length} of ${linked.length}${scanned.isPart ? ' (of more)' : ''}`;
    if (silent.length === 0) return [ok(received)];
    return [
      warning(
        `${received} ${count} linked accounts got none in seven days: what happens at their doors is seen by polls, up to hours later.`,
        'Each owner signs in at /account, and pastes the webhook address shown there into Sifely.',
      ),
    ];
  },
};
