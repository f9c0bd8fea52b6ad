import { describeKeyProblem, readInstallation } from '../../accounts/installation/installation.ts';
import { DEMO_KEY_ID } from '../../config/encryption-keys.ts';
import type { StoreDeps } from '../deps.ts';
import { type Check, ok, problem, type Result, warning } from '../finding.ts';

/** `ENCRYPTION_KEYS` fits the data. */
export const keys: Check<StoreDeps> = {
  name: 'keys',
  async run({ config, store, random, accounts }) {
    const installation = await readInstallation({ store, random, keys: config.encryptionKeys });
    if (installation.problem !== undefined) {
      const { message, remedy = '' } = describeKeyProblem(installation.problem);
      return [problem(message, remedy)];
    }
    const scanned = await accounts();
    const all = scanned.accounts.filter(({ keyId, opens }) => opens || keyId !== DEMO_KEY_ID);
    const count = `${all.length}${scanned.isPart ? ' (of more)' : ''}`;
    const results: Result[] = [];
    // Those that cannot be read are told by `polls`.
    const closed = all.filter(({ unusable }) => unusable === 'key');
    if (closed.length > 0) {
      const ids = [...new Set(closed.map(({ keyId }) => keyId))].join(', ');
      results.push(
        problem(
          `${closed.length} of ${count} linked accounts cannot be opened: they need the key ${ids}.`,
          'Put that key back, behind the newest.',
        ),
      );
    }
    if (all.length < scanned.accounts.length) {
      results.push(
        warning(
          'The database also has an account of the demo, which cannot be opened.',
          'Move the database away if nothing else is linked, or leave it: nothing can use that account.',
        ),
      );
    }
    if (results.length > 0) return results;
    if (all.length === 0) return [ok('No account is linked yet: any key fits.')];
    return [
      ok(
        `${count === '1' ? 'The one linked account' : `All of ${count} linked accounts`} can be opened.${older(config.encryptionKeys, all)}`,
      ),
    ];
  },
};

/** Says which older keys still are in use: the others may go. */
function older(
  configured: readonly { readonly id: string }[],
  accounts: readonly { readonly keyId: string | undefined }[],
): string {
  return configured
    .slice(1)
    .map(({ id }) => {
      const count = accounts.filter(({ keyId }) => keyId === id).length;
      return count > 0 ? ` ${count} still need the key ${id}.` : '';
    })
    .join('');
}
