import { printableJson } from '../../../functions/logs/printable.ts';
import { UsageError } from '../../command.ts';
import { CommandFailedError, failureSentence } from '../failures.ts';
import type { OwnerCall } from '../owner-call.ts';
import type { Noun } from '../verb.ts';

/** Lists that must be asked for with POST (Sifely docs, api-197299685 and the index). */
const LISTS_BY_POST = new Set(['/v3/key/list', '/v3/lock/list']);
/** The last part of a path that changes nothing. */
const READS = /^(list|detail|query|get)[A-Za-z]*$/;
/** The generator of codes makes one, whatever its name says. */
const MAKES_CODE = '/v3/keyboardPwd/get';

/** Names of fields that hold what opens a lock or an account. */
const SECRET_FIELD =
  /(pwd|passcode|password|token|secret|apiKey|cardNumber|lockData|aesKeyStr|lockKey|pwdInfo)$/i;
/** A switch that a secret's name stands in. */
const SWITCH = new Set<unknown>([0, 1, 2, true, false, null, '']);
/** Sifely names a failed attempt by the digits that were entered, maybe partly masked. */
const ENTERED_DIGITS = /^[\d*•·#xX\s-]{3,}$/u;
const HIDDEN = '••••••';

/** `api`: the raw way out. */
export const api: Noun = {
  summary: 'makes any other call of the Sifely Open API',
  verbs: {
    summary: 'makes any other call of the Sifely Open API, and prints the answer as JSON',
    details:
      'CALL is a path such as lock/detail or /v3/lock/detail. The method follows from the name unless it is given. A call that may ' +
      'change something asks before it is sent, and is never sent twice.',
    words: [
      { name: 'CALL', help: 'the path of a call, such as lock/detail' },
      { name: 'NAME=VALUE', help: 'its parameters', isRest: true, maxLength: 2000 },
    ],
    options: {
      get: { type: 'boolean', help: 'sends it with GET' },
      post: { type: 'boolean', help: 'sends it with POST' },
    },
    asks: true,
    showsSecrets: true,
    isSilent: true,
    examples: [
      'api lock/detail lockId=532301',
      'api lock/list pageNo=1 pageSize=20',
      'api lock/rename lockId=532301 lockAlias=Door --yes',
    ],
    run: callApi,
  },
};

async function callApi(call: OwnerCall): Promise<number> {
  if (call.has('get') && call.has('post')) throw new UsageError('Say --get or --post, not both.');
  const path = pathOf(await call.word('CALL'));
  const query = parametersOf(call.rest('NAME=VALUE'));
  const isRead = READS.test(path.slice(path.lastIndexOf('/') + 1)) && path !== MAKES_CODE;
  const usual = isRead && !LISTS_BY_POST.has(path) ? 'GET' : 'POST';
  const method = call.has('get') ? 'GET' : call.has('post') ? 'POST' : usual;
  const account = call.account();
  if (!isRead) await call.confirm(`${method} ${path} may change something. Send it?`);
  const answer = await account.callRaw({ path, method, query, isRead }).catch((error: unknown) => {
    const sentence = failureSentence(error, call.terminal.env);
    // Who makes a raw call reads numbers of Sifely's errors.
    throw sentence === undefined ? error : new CommandFailedError(`${sentence} ${Object(error).message}.`);
  });
  call.terminal.print(shownJson(answer, call.has('show')));
  return 0;
}

/** Returns an answer as JSON. Throws `CommandFailedError` for one that is nested too deeply for that. */
function shownJson(answer: unknown, isShown: boolean): string {
  try {
    return printableJson(isShown ? answer : withoutSecrets(answer));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new CommandFailedError('The answer came, and is nested too deeply to be printed.', {
      cause: error,
    });
  }
}

function pathOf(typed: string): `/v3/${string}` {
  const [, rest] = /^(?:\/?v3)?\/?([A-Za-z]{2,40}(?:\/[A-Za-z]{2,40}){1,3})$/.exec(typed) ?? [];
  if (rest === undefined || rest.startsWith('system/') || rest.startsWith('client/')) {
    throw new UsageError(
      `CALL: "${typed}" is no path of the API such as lock/detail. Signing in is "login", a new API key "keys roll".`,
    );
  }
  return `/v3/${rest}`;
}

function parametersOf(words: readonly string[]): Record<string, string> {
  const query: Record<string, string> = {};
  for (const word of words) {
    const [, name, value = ''] = /^([A-Za-z][A-Za-z0-9]{0,39})=(.*)$/s.exec(word) ?? [];
    if (name === undefined)
      throw new UsageError('A parameter has the form NAME=VALUE, such as lockId=532301.');
    if (name === 'accessToken' || name === 'password') {
      throw new UsageError(`${name} does not belong among the parameters: "login" signs in.`);
    }
    if (Object.hasOwn(query, name)) throw new UsageError(`The parameter ${name} is given twice.`);
    query[name] = value;
  }
  return query;
}

function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value === 'string' && value.startsWith('sk-')) return HIDDEN;
  if (typeof value !== 'object' || value === null) return value;
  const isRecord = 'recordType' in value;
  const isSecret = (name: string, item: unknown) =>
    (SECRET_FIELD.test(name) && !SWITCH.has(item)) ||
    (isRecord && name === 'username' && ENTERED_DIGITS.test(String(item)));
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, isSecret(name, item) ? HIDDEN : withoutSecrets(item)]),
  );
}
