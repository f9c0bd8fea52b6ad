import { type ErrorRow, errorTable, httpStatusRow, httpStatusTable, otherFailures } from './error-table.ts';
import { lenientJson } from './lenient-json.ts';
import {
  hasMessage,
  hasOAuthError,
  isOwnRefusal,
  replyText,
  type TextSigns,
  textSigns,
} from './reply-text.ts';
import { SifelyError, type SifelyErrorKind } from './sifely-error.ts';

/** The endpoints that take passwords. */
const SIGN_IN = /^\/system\/smart\/(?!oauthToken)/;

const TOKEN = '/system/smart/oauthToken';

const NO_SIGNS = textSigns('');

export interface HttpReply {
  readonly endpoint: string;
  readonly status: number;
  readonly body: string;
  /** The address of a redirect, which is never followed. */
  readonly location?: string | undefined;
  readonly retryAfterMs?: number | undefined;
}

interface DecodedReply {
  /** The answer without its envelope; not validated. */
  readonly payload: unknown;
  /** True if the reply states success (`errcode` 0, `code` 0 or 200). */
  readonly affirmed: boolean;
}

/**
 * Takes a reply out of its envelope. Throws `SifelyError` for each form of refusal: HTTP 200 proves nothing, the code is
 * `errcode` or `code`, maybe a string, `data` may wrap the payload, and a failed authentication may be in words alone.
 */
export function decodeReply(reply: HttpReply): DecodedReply {
  const json = lenientJson(reply.body);
  const object = isObject(json) ? json : {};
  const data = object['data'];
  const errcode = wholeNumber(object['errcode']);
  const code = wholeNumber(object['code']);
  // The wrapper may report success around a failure of the platform.
  const innerErrcode = isObject(data) ? wholeNumber(data['errcode']) : undefined;
  const codes = [errcode, code === 200 ? 0 : code, innerErrcode];
  const failedCode = codes.find((number) => number !== undefined && number !== 0);
  const words = replyText(reply.body, json);
  const text = textSigns(words);

  const succeeded = reply.status >= 200 && reply.status < 300 && failedCode === undefined;
  const deniedInWords = text.authentication && errcode !== 0 && !isPlatformCode(failedCode);
  if (!succeeded || deniedInWords) {
    const hasCode = errcode !== undefined || codes.some((number) => number !== undefined && !isGrpc(number));
    const isOwnForm = isObject(json) && (hasCode || isOwnRefusal(words) || isOwnAt(reply.endpoint, json));
    const signs = { ...text, authentication: deniedInWords };
    throw refusal({ ...reply, isOwnForm }, failedCode, signs);
  }
  if (json === undefined) {
    const kind = reply.body.trim() === '' ? 'empty' : 'unreadable';
    throw fail(otherFailures.unreadable, kind, reply, { note: kind === 'empty' ? 'empty body' : 'not JSON' });
  }
  const wrapped = code !== undefined && typeof data === 'object' && data !== null;
  return { payload: wrapped ? data : json, affirmed: errcode !== undefined || code !== undefined };
}

/** True for what counts as Sifely's at one endpoint: a message at a sign-in, which can end no link, an error of OAuth. */
function isOwnAt(endpoint: string, json: Record<string, unknown>): boolean {
  return (SIGN_IN.test(endpoint) && hasMessage(json)) || (endpoint === TOKEN && hasOAuthError(json));
}

/** True for the codes of gRPC gateways (7: permission denied, 16: unauthenticated), which Sifely does not have. */
function isGrpc(code: number): boolean {
  return code > 1 && code < 100;
}

/** A failed reply. In Sifely's own form it is an object with a code; a message alone may be that of an API gateway. */
interface FailedReply extends HttpReply {
  readonly isOwnForm: boolean;
}

function refusal(reply: FailedReply, code: number | undefined, text: TextSigns): SifelyError {
  const listed = code === undefined ? undefined : errorTable[code];
  // A code of the platform says more than an HTTP status, the wrapper's HTTP-like code or words; but `1` says nothing.
  if (listed && code !== undefined && code !== 1 && !isHttpLike(code))
    return fail(listed, 'refused', reply, { code });

  const httpLike = reply.status >= 300 ? reply.status : isHttpLike(code) ? code : undefined;
  const outage = isOutage(reply.status) || isOutage(code);
  // Sifely reports many failures as HTTP 500, so its words count there. In other outages the words are a proxy's; a limit needs none.
  const saysAll = (outage && httpLike !== 500) || httpLike === 402 || httpLike === 429;
  const words = saysAll ? NO_SIGNS : text;
  // In an outage a command may have been carried out before the failure: words do not prove the opposite.
  const unproven = outage ? ({ executed: 'unknown' } as const) : {};

  const wrongPassword = errorTable[10007];
  if (words.password && wrongPassword && SIGN_IN.test(reply.endpoint))
    return fail(wrongPassword, 'refused', reply, { code });

  const denied = [reply.status, code].some((number) => number === 401 || number === 403);
  if (denied || (words.authentication && !outage)) {
    if (!reply.isOwnForm) return fail(otherFailures.foreignRefusal, foreignKind(reply), reply, { code });
    const number = code === 403 || (reply.status === 403 && code !== 401) ? 403 : 401;
    const row = errorTable[number] ?? httpStatusRow(number);
    // Words are not a proof, as below.
    return fail(denied ? row : { ...row, executed: 'unknown' }, 'refused', reply, { code });
  }
  if (words.authentication) return fail(otherFailures.supposedRefusal, 'refused', reply, { code });
  if (words.missingParameter)
    return fail({ ...otherFailures.missingParameter, ...unproven }, 'refused', reply, { code });
  if (httpLike === 405 || words.method)
    return fail({ ...httpStatusRow(405), ...unproven }, 'method', reply, { code });

  const meant = words.code === undefined ? undefined : errorTable[words.code];
  // Words are not a proof: they must not cause a second attempt of a command.
  if (meant) return fail({ ...meant, executed: 'unknown' }, 'refused', reply, { code });
  if (listed) return fail(listed, 'refused', reply, { code });
  if (httpLike !== undefined) return fail(httpStatusRow(httpLike), 'refused', reply, { code });
  return fail(otherFailures.unlistedCode, 'refused', reply, { code });
}

/** At a sign-in, which can end no link, a bare status counts as a refusal; the page or text of a proxy never does. */
function foreignKind({ endpoint, body }: HttpReply): SifelyErrorKind {
  return SIGN_IN.test(endpoint) && body.trim() === '' ? 'refused' : 'foreign';
}

function fail(
  row: ErrorRow,
  kind: SifelyErrorKind,
  reply: HttpReply & Partial<FailedReply>,
  more: { readonly code?: number | undefined; readonly note?: string },
): SifelyError {
  const { endpoint, status, retryAfterMs, isOwnForm = false } = reply;
  return new SifelyError(row, { endpoint, kind, status, retryAfterMs, isOwnForm, ...more });
}

/** True if a status or HTTP-like code means a short outage between Sifely and the lock: the request itself may be repeated. */
export function isTransient(status: number | undefined): boolean {
  return status === 502 || status === 503 || status === 504;
}

/** True if a status or HTTP-like code means a failure of the server or the network, whatever the words say. */
export function isOutage(status: number | undefined): boolean {
  return status === 408 || (status !== undefined && status >= 500 && status <= 599);
}

/** True for codes of locks and gateways: beside one, a word like "forbidden" does not mean the credentials. */
function isPlatformCode(code: number | undefined): boolean {
  return code !== undefined && (code < 0 || code === 1);
}

/** True for wrapper codes between 100 and 599, which mean the same as the HTTP status of that number. */
function isHttpLike(code: number | undefined): code is number {
  return code !== undefined && ((code >= 100 && code <= 599) || code in httpStatusTable);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Returns `undefined` for words in place of a code, such as an authorization code. */
function wholeNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isInteger(value) ? value : undefined;
  return typeof value === 'string' && /^\s*[+-]?\d{1,9}\s*$/.test(value) ? Number(value) : undefined;
}
