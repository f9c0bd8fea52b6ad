import { exportAccount } from '../../functions/account-data/export-account.ts';
import type { LoadedAccount } from '../../functions/accounts/accounts.ts';
import { sharedIds } from '../../functions/accounts/shared-lock.ts';
import { stateOf } from '../../functions/locks/account-state.ts';
import { callsInMonth } from '../../functions/locks/call-usage.ts';
import { printable, printableJson } from '../../functions/logs/printable.ts';
import { accountTroubles } from '../../functions/operator/account-troubles.ts';
import type { CommandArguments, Terminal } from '../command.ts';
import type { Operator } from '../open-operator.ts';
import { fittedTableLines, tableLines } from '../table.ts';
import { time, troubleWords } from './trouble-words.ts';

/** `accounts show`. */
export async function show(
  terminal: Terminal,
  { accounts, config, clock, userOf, planOf, pinsOf, guestsOf }: Operator,
  accountId: string,
  values: CommandArguments['values'],
): Promise<number> {
  const loaded = await accounts.load(accountId);
  if (loaded === undefined) return 1;
  const now = clock.now();
  const { account, states } = loaded;
  const [user, plan] = [userOf(account), planOf(account)];
  const troubles = accountTroubles(loaded, config.sifely, now);
  if (values['json'] === true) {
    const words = troubles.map((trouble) => ({ kind: trouble.kind, words: troubleWords(trouble) }));
    const opened = { user, plan, pins: pinsOf(account), guests: await guestsOf(accountId) };
    terminal.print(printableJson({ troubles: words, ...exportAccount(loaded, opened, now) }));
    return 0;
  }
  const facts = [
    ['Account', account.id],
    ['Sifely user', user === undefined ? 'not stored yet, or its key is missing' : printable(user)],
    ...(plan === undefined ? [] : [['Sifely plan', printable(plan)]]),
    ['Created', time(account.createdAt)],
    ['Voice PINs', voicePins(account)],
    ['Last SYNC', time(states.google?.syncedAt)],
    ['Last poll', time(states.polling?.polledAt)],
    ['Last webhook', time(states.webhookAt)],
    ['Calls this month', `${callsInMonth(states.usage, now)} of ${config.sifely.monthlyCalls}`],
  ];
  for (const line of tableLines(facts)) terminal.print(line);
  for (const trouble of troubles) terminal.print(`TROUBLE: ${troubleWords(trouble)}`);
  terminal.print('');
  for (const line of tableLines([
    ['LINK', 'LINKED'],
    ...account.grants.map(({ id, createdAt }) => [id, time(createdAt)]),
  ])) {
    terminal.print(line);
  }
  terminal.print('');
  for (const line of fittedTableLines(lockTable(loaded), terminal.columns)) terminal.print(line);
  return 0;
}

function voicePins({ pin, personalPins }: LoadedAccount['account']): string {
  const household = pin === undefined ? [] : ['the household’s'];
  const count = personalPins?.list.length ?? 0;
  const personal = count === 0 ? [] : [`${count} of people`];
  return [...household, ...personal].join(', ') || 'none: voice unlocking is off';
}

function lockTable({ account, states }: LoadedAccount): string[][] {
  return [
    ['LOCK', 'NAME', 'STATE', 'LEARNED', 'BATTERY', 'REPORTED', 'IN SIFELY'],
    ...sharedIds(account).map((id) => {
      const { snapshot, battery, listed, reported } = stateOf(states, id);
      return [
        ...[id, printable(listed?.name ?? '')],
        ...[snapshot === undefined ? 'unknown' : snapshot.online ? snapshot.bolt : 'offline'],
        ...[time(snapshot?.learnedAt), battery === undefined ? '' : `${battery.percent} %`],
        ...[reported === undefined ? 'no' : 'yes', listed?.operability ?? 'not listed yet'],
      ];
    }),
  ];
}
