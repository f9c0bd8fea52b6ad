import { createWriteStream, existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { activityCsv, activityJson } from '../../functions/activity/export-activity.ts';
import type { CommandArguments, Terminal } from '../command.ts';
import { noteExisting } from '../open-data.ts';
import type { Operator } from '../open-operator.ts';
import { noteFileProblem } from './note-file-problem.ts';

/** `accounts activity`. Prints CSV or JSON, or writes it piece by piece to a new file of mode 0600. */
export async function exportActivity(
  terminal: Terminal,
  { accounts, activity }: Operator,
  accountId: string,
  values: CommandArguments['values'],
): Promise<number> {
  const loaded = await accounts.load(accountId);
  if (loaded === undefined) return 1;
  const write = values['json'] === true ? activityJson : activityCsv;
  const pieces = write(activity.feed(loaded), loaded);
  if (values['to'] === undefined) {
    let text = '';
    for await (const piece of pieces) text += piece;
    terminal.print(text.trimEnd());
    return 0;
  }
  const file = resolve(terminal.cwd, String(values['to']));
  // The stream opens the file late: a feed that failed before would have it removed as a part.
  if (existsSync(file)) return noteExisting(terminal, file);
  try {
    await pipeline(Readable.from(pieces), createWriteStream(file, { mode: 0o600, flags: 'wx' }));
  } catch (error) {
    return noteFileProblem(terminal, file, error);
  }
  terminal.print(`Written to ${file}`);
  return 0;
}
