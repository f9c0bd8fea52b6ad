import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { exportAccount } from '../../functions/account-data/export-account.ts';
import { printableJson } from '../../functions/logs/printable.ts';
import type { CommandArguments, Terminal } from '../command.ts';
import type { Operator } from '../open-operator.ts';
import { noteFileProblem } from './note-file-problem.ts';

/** `accounts export`. Prints JSON, or writes it to a new file of mode 0600. */
export async function exportOne(
  terminal: Terminal,
  { accounts, clock, userOf, planOf, pinsOf, guestsOf }: Operator,
  accountId: string,
  values: CommandArguments['values'],
): Promise<number> {
  const loaded = await accounts.load(accountId);
  if (loaded === undefined) return 1;
  const guests = await guestsOf(accountId);
  const { account } = loaded;
  const opened = { user: userOf(account), plan: planOf(account), pins: pinsOf(account), guests };
  const text = printableJson(exportAccount(loaded, opened, clock.now()));
  if (values['to'] === undefined) {
    terminal.print(text);
    return 0;
  }
  const file = resolve(terminal.cwd, String(values['to']));
  try {
    writeFileSync(file, `${text}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    return noteFileProblem(terminal, file, error);
  }
  terminal.print(`Written to ${file}`);
  return 0;
}
