import { type Command, type CommandArguments, type Terminal, UsageError } from '../command.ts';
import { type FirebaseDeployment, type Operator, withOperator } from '../open-operator.ts';
import { deleteOne, resync, unlink } from './change-account.ts';
import { exportOne } from './export-account.ts';
import { exportActivity } from './export-activity.ts';
import { findAccount } from './find-account.ts';
import { list } from './list-accounts.ts';
import { show } from './show-account.ts';

/** One of the words after `accounts`, for one account. */
type Action = (
  terminal: Terminal,
  operator: Operator,
  accountId: string,
  values: CommandArguments['values'],
) => Promise<number>;

const ACTIONS: Readonly<Record<string, Action>> = {
  show,
  resync,
  unlink,
  delete: deleteOne,
  export: exportOne,
  activity: exportActivity,
};

/** The actions that enqueue jobs. */
const NEED_JOBS: ReadonlySet<string> = new Set(['resync', 'unlink', 'delete']);

/** `accounts`: what the operator sees of accounts and does with them, beside a running server. */
export const accounts: Command = {
  words: 'VERB [WHO]',
  description: [
    'Looks after accounts, beside a running server. WHO is the id of an account, or the Sifely user name of its owner.',
    'Passwords, tokens, keys and PINs are never shown.',
  ].join('\n'),
  verbs: {
    list: 'all accounts, those with troubles first, and how many there are',
    'show WHO': 'one account: its links, its locks, and what is wrong with it',
    'resync WHO': 'makes Google ask for its devices again, and reports all states again',
    'unlink WHO': 'ends its links (or one: --link), here and at Google; the last one deletes it',
    'delete WHO': 'deletes everything about it, here and at Google',
    'export WHO': 'everything that is stored about it, as JSON, without tokens, credentials and PIN',
    'activity WHO': 'who came and how, and what Google commanded, newest first, as CSV',
  },
  options: {
    failing: { type: 'boolean', help: 'list: only accounts with troubles' },
    names: { type: 'boolean', help: 'list: with the Sifely user names' },
    limit: { type: 'string', value: 'N', help: 'list: at most N accounts (default 1000); all are counted' },
    link: { type: 'string', value: 'ID', help: 'unlink: only this link, by its id in "show"' },
    to: {
      type: 'string',
      value: 'FILE',
      help: 'export, activity: writes to a new file that only you can read',
    },
    firebase: { type: 'string', value: 'PROJECT', help: 'the deployment on Firebase in this project' },
    'service-account': {
      type: 'string',
      value: 'EMAIL',
      help: 'with --firebase: the service account of the functions, for resync, unlink and delete',
    },
    account: { type: 'string', value: 'ID', help: 'WHO, for an id that begins with "-"' },
    json: { type: 'boolean', help: 'prints JSON' },
    yes: { type: 'boolean', short: 'y', help: 'unlink, delete: does not ask' },
  },
  run(terminal, { words, values }) {
    const [verb, who = values['account'], ...more] = words;
    const firebase = deploymentOf(values);
    if (more.length > 0) throw new UsageError(`"${more[0]}" is not understood`);
    if (verb === 'list') {
      if (who !== undefined) throw new UsageError('"list" takes no account; "show" does');
      return withOperator(terminal, firebase, (operator) => list(terminal, operator, values));
    }
    const action = verb !== undefined && Object.hasOwn(ACTIONS, verb) ? ACTIONS[verb] : undefined;
    if (action === undefined)
      throw new UsageError('Say list, show, resync, unlink, delete, export or activity');
    if (typeof who !== 'string' || who === '')
      throw new UsageError(`"${verb}" needs an account: its id or its user name`);
    if (NEED_JOBS.has(verb ?? '') && firebase !== undefined && firebase.serviceAccount === undefined) {
      throw new UsageError(`"${verb}" with --firebase needs --service-account`);
    }
    return withOperator(terminal, firebase, async (operator) => {
      const accountId = await findAccount(operator, who);
      if (accountId !== undefined) return action(terminal, operator, accountId, values);
      terminal.note('There is no such account. "accounts list" shows the ids.');
      return 1;
    });
  },
};

function deploymentOf(values: CommandArguments['values']): FirebaseDeployment | undefined {
  const { firebase: project, 'service-account': serviceAccount } = values;
  if (typeof project !== 'string') {
    if (serviceAccount !== undefined) throw new UsageError('--service-account is for --firebase');
    return undefined;
  }
  return { project, ...(typeof serviceAccount === 'string' && { serviceAccount }) };
}
