import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { SIFELY_HOSTS } from '../../../functions/config/load-config.ts';
import { settingText } from '../../../functions/config/setting-reader.ts';
import { webAddressFaults } from '../../../functions/config/web-address.ts';
import { type CallUsage, withCalls } from '../../../functions/locks/call-usage.ts';
import type { CloudCredentials } from '../../../functions/locks/lock-cloud.ts';
import { UsageError } from '../../command.ts';
import { type CloudAddress, credentialsOfKey, openOwnerCloud } from '../../open-owner.ts';
import { Account, callLogger } from '../account/account.ts';
import { newSignInId, type SignIn, SignInFile } from '../account/sign-in-file.ts';
import { CommandFailedError } from '../failures.ts';
import type { OwnerCall } from '../owner-call.ts';
import type { Noun } from '../verb.ts';

/** Longest password that is sent. */
const MAX_SECRET = 500;

/** `login`: signs in at Sifely, and stores what it gives, sealed. The password is not stored. */
export const login: Noun = {
  summary: 'signs in at Sifely; asks for what is needed',
  verbs: {
    summary: 'signs in at Sifely; asks for what is needed',
    details:
      'The password is asked for, or read from standard input; it is not stored. What Sifely gives for it is stored sealed. Accounts from ' +
      'before June 2026 may have a client id from Sifely’s API Access: say it with --client-id. With --api-key the key is asked for in ' +
      'place of the password.',
    options: {
      user: { type: 'string', short: 'u', value: 'NAME', help: 'the e-mail address or phone number' },
      'api-key': { type: 'boolean', help: 'signs in with an API key (sk-…) in place of a password' },
      'client-id': { type: 'string', value: 'ID', help: 'the client id of an account from before June 2026' },
      server: { type: 'string', value: 'URL', help: 'another server, such as a simulated one' },
    },
    examples: [
      'login',
      'login --user anna@example.com < password.txt',
      'login --user demo@example.com --server http://127.0.0.1:8081',
    ],
    async run(call) {
      const address = addressOf(call);
      const { clock } = call.terminal;
      let calls = 0;
      const cloud = openOwnerCloud(address, {
        clock,
        logger: callLogger(call.terminal, call.has('verbose')),
      });
      cloud.onCall(() => {
        calls += 1;
      });
      const file = new SignInFile(call.terminal);
      let signIn: Pick<SignIn, 'user' | 'keyName' | 'credentials'>;
      if (call.has('api-key')) {
        const key = await secretOf(call, 'API key (sk-…)', '--api-key needs the key');
        const credentials = credentialsOfKey(key);
        if (credentials === undefined) throw new UsageError('That is no API key: it begins with "sk-".');
        signIn = { keyName: keyNameOf(file, address.server, credentials, key), credentials };
      } else {
        const username =
          call.option('user') ??
          (await call.ask('E-mail address or phone number', { check: emptyFault }))?.trim();
        if (username === undefined || username === '') {
          throw new UsageError('There is no terminal to ask at: say --user, and pipe in the password.');
        }
        const password = await secretOf(call, 'Password', '"login" needs the password');
        signIn = await cloud.signIn(username, password);
        calls += 1;
      }
      const usage = withCalls(usageBefore(file, address.server, signIn), calls, clock.now());
      const stored = { id: newSignInId(), ...address, ...signIn };
      const account = new Account(call.terminal, file, stored, { isVerbose: false, usage });
      if (call.has('api-key')) await account.check();
      const { callsThisMonth } = account;
      file.write(stored);
      file.writeUsage(stored.id, withCalls(undefined, callsThisMonth, clock.now()));
      const who = signIn.user ?? 'the account of this API key';
      call.printResult(
        { user: signIn.user ?? null, server: address.server, plan: account.plan?.name ?? null },
        `Signed in as ${who} at ${address.server}.`,
      );
      return 0;
    },
  },
};

/** `logout`: removes the sign-in from this machine. */
export const logout: Noun = {
  summary: 'forgets the sign-in on this machine',
  verbs: {
    summary: 'forgets the sign-in on this machine',
    details: 'An API key stays valid at Sifely. To end it everywhere, call "keys roll" before.',
    examples: ['logout'],
    async run(call) {
      const wasSignedIn = new SignInFile(call.terminal).remove();
      call.printResult({ signedOut: wasSignedIn }, wasSignedIn ? 'Signed out.' : 'You were not signed in.');
      return 0;
    },
  },
};

/** `whoami`: the account, its plan and the calls that are left. */
export const whoami: Noun = {
  summary: 'shows the account, its plan and the calls left in this month',
  verbs: {
    summary: 'shows the account, its plan and the calls left in this month',
    details:
      'Makes one call, to learn if the sign-in still works. Calls that other programs made with the account are not known here.',
    examples: ['whoami', 'whoami --json'],
    async run(call) {
      const account = call.account();
      await account.check();
      const { signIn, plan, callsThisMonth: calls } = account;
      const left = plan?.monthlyCalls === undefined ? undefined : Math.max(0, plan.monthlyCalls - calls);
      call.printRecord(
        {
          ...{ user: signIn.user ?? null, server: signIn.server, generation: signIn.profile },
          plan: plan?.name ?? null,
          calls: { made: calls, ofPlan: plan?.monthlyCalls ?? null, left: left ?? null },
        },
        [
          ['Account', signIn.user ?? 'unknown (signed in with an API key)'],
          ['Server', signIn.server],
          ['Signs in by', signIn.profile === 'api-key' ? 'API key' : 'tokens of a client id'],
          ['Plan', plan?.name ?? 'Sifely did not name it'],
          [
            'Calls this month',
            `${calls} from this command line${left === undefined ? '' : `, ${left} left`}`,
          ],
        ],
      );
      return 0;
    },
  },
};

/** Returns a name of the account of an API key: that of the present sign-in if it has this key, else one made of the key. */
function keyNameOf(file: SignInFile, server: string, credentials: CloudCredentials, key: string): string {
  const before = signInBefore(file, server);
  const isSame = before !== undefined && isDeepStrictEqual(before.credentials, credentials);
  return (isSame ? before.keyName : undefined) ?? createHash('sha256').update(key).digest('base64url');
}

/** Returns the calls that the same account made from here before. */
function usageBefore(
  file: SignInFile,
  server: string,
  { user, keyName }: Pick<SignIn, 'user' | 'keyName'>,
): CallUsage | undefined {
  const before = signInBefore(file, server);
  return before?.user === user && before?.keyName === keyName && before !== undefined
    ? file.usageOf(before.id)
    : undefined;
}

/** Returns the account that was signed in at a server. */
function signInBefore(file: SignInFile, server: string): SignIn | undefined {
  try {
    const before = file.read();
    return before?.server === server ? before : undefined;
  } catch (error) {
    // A file that cannot be opened is replaced: its message asks for that.
    if (error instanceof CommandFailedError) return undefined;
    throw error;
  }
}

/** Returns where to sign in: by options, else by the settings of the environment that a server has, too. */
function addressOf(call: OwnerCall): CloudAddress {
  const { env } = call.terminal;
  const clientId = call.option('client-id') ?? settingText(env, 'SIFELY_CLIENT_ID');
  if (call.has('api-key') && call.option('client-id') !== undefined) {
    throw new UsageError('Say --api-key or --client-id, not both.');
  }
  const profile = clientId === undefined || call.has('api-key') ? 'api-key' : 'oauth';
  const given = call.option('server');
  const server = given ?? settingText(env, 'SIFELY_BASE_URL') ?? SIFELY_HOSTS[profile];
  const [fault] = webAddressFaults(server, 'origin');
  if (fault !== undefined)
    throw new UsageError(`${given === undefined ? 'SIFELY_BASE_URL' : '--server'} ${fault}.`);
  return { profile, server: new URL(server).origin, ...(profile === 'oauth' && { clientId }) };
}

/** Returns what is wrong with an empty answer. */
const emptyFault = (text: string) => (text.trim() === '' ? 'Please type it.' : undefined);

/** Returns a secret: asked for at a terminal, hidden; else what is piped in. */
async function secretOf(call: OwnerCall, question: string, missing: string): Promise<string> {
  const typed =
    (await call.ask(question, { hidden: true, check: emptyFault })) ?? (await call.terminal.readInput?.());
  const secret = typed?.replace(/\r?\n$/, '');
  if (secret === undefined || secret === '')
    throw new UsageError(`${missing}: type it at a terminal, or pipe it in.`);
  if (secret.length > MAX_SECRET) throw new CommandFailedError('That is longer than any password.');
  return secret;
}
