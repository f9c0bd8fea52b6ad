import { deleteAccount } from '../../functions/operator/delete-account.ts';
import { resyncAccount } from '../../functions/operator/resync-account.ts';
import { unlinkAccount } from '../../functions/reporting/unlink-account.ts';
import { type CommandArguments, type Terminal, UsageError } from '../command.ts';
import type { Operator } from '../open-operator.ts';

type Values = CommandArguments['values'];

const NOT_AT_GOOGLE =
  'Google could not be told: it has no access any more, but may show the locks until the owner unlinks in the Google Home app.';

/** `accounts resync`. */
export async function resync(terminal: Terminal, operator: Operator, accountId: string): Promise<number> {
  if (!(await resyncAccount(operator, accountId))) return 1;
  terminal.print('Google is asked to sync within 15 seconds, and gets all states again.');
  return 0;
}

/** `accounts unlink`. The server tells Google; one link alone ends here, and Google finds out at its next request. */
export async function unlink(
  terminal: Terminal,
  operator: Operator,
  accountId: string,
  values: Values,
): Promise<number> {
  const link = values['link'];
  const grants = (await operator.accounts.load(accountId))?.account.grants ?? [];
  if (typeof link !== 'string') {
    const what = `all ${grants.length} links of ${accountId}, and everything that is stored about it`;
    if (!(await isConfirmed(terminal, accountId, values, `This ends ${what}.`))) return 1;
    const isEnqueued = await unlinkAccount(operator, accountId);
    terminal.print('The account is unlinked and deleted. Google removes its locks within a minute.');
    return told(terminal, isEnqueued);
  }
  if (!grants.some(({ id }) => id === link)) {
    terminal.note(`The account has no link ${link.slice(0, 40)}. "accounts show" lists them.`);
    return 1;
  }
  const also = grants.length === 1 ? ' It is the only one: everything about the account is deleted.' : '';
  if (!(await isConfirmed(terminal, accountId, values, `This ends the link ${link}.${also}`))) return 1;
  const { accountGone } = await operator.accounts.endGrant(accountId, link);
  terminal.print(accountGone ? 'The link has ended, and the account is deleted.' : 'The link has ended.');
  return 0;
}

/** `accounts delete`. */
export async function deleteOne(
  terminal: Terminal,
  operator: Operator,
  accountId: string,
  values: Values,
): Promise<number> {
  const what = `This deletes everything about ${accountId}, here and at Google. Its owner can link again.`;
  if (!(await isConfirmed(terminal, accountId, values, what))) return 1;
  const isEnqueued = await deleteAccount(operator, accountId);
  terminal.print('Everything about the account is deleted. Google removes its locks within a minute.');
  return told(terminal, isEnqueued);
}

function told(terminal: Terminal, isEnqueued: boolean): number {
  if (isEnqueued) return 0;
  terminal.note(NOT_AT_GOOGLE);
  return 1;
}

/** Asks unless `--yes` is given. Throws {@link UsageError} if there is no terminal to ask at. */
async function isConfirmed(
  terminal: Terminal,
  accountId: string,
  values: Values,
  what: string,
): Promise<boolean> {
  if (values['yes'] === true) return true;
  const answer = await terminal.ask(`${what} Type the account id to go on:`);
  if (answer === undefined) throw new UsageError('Nobody can confirm this here: add --yes');
  if (answer.trim() === accountId) return true;
  terminal.note('Nothing was changed.');
  return false;
}
