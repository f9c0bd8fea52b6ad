import type { Endpoint } from '../endpoints/endpoint.ts';
import type { ReplyStyle, SimulatorOptions } from '../options.ts';
import { HttpError, PlatformError } from './failures.ts';

/** A response, ready to be sent. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Its failure code, if any. */
  readonly code?: number;
}

/** The options that shape a reply. */
export type ReplyOptions = Pick<
  SimulatorOptions,
  'replies' | 'messageKey' | 'publicLogin' | 'codesAsStrings' | 'omitFromPages'
> & {
  /** The key of every platform code. Default: as the endpoint's shape wants it. */
  readonly failuresIn?: 'errcode';
};

const NO_ERROR = 'none error message or means yes';

/** Returns the style of an endpoint's replies under these options. */
function styleOf(path: string, { replies }: ReplyOptions): ReplyStyle {
  return typeof replies === 'object' ? (replies[path] ?? 'bare') : (replies ?? 'bare');
}

/** Builds a success with its payload, bare or wrapped. */
export function successReply(endpoint: Endpoint, result: unknown, options: ReplyOptions): Reply {
  const digits = (code: number) => (options.codesAsStrings ? String(code) : code);
  const wrapped = (data: unknown) =>
    json(200, { code: digits(200), [options.messageKey ?? 'message']: 'success', data });
  const { shape } = endpoint;
  const omitted: readonly string[] = shape === 'page' ? (options.omitFromPages ?? []) : [];
  const payload =
    omitted.length > 0 && isObject(result)
      ? Object.fromEntries(Object.entries(result).filter(([field]) => !omitted.includes(field)))
      : result;
  if (shape === 'wrapped') return wrapped(payload);
  if (shape === 'public-login') {
    const flat = options.publicLogin === 'flat' && isObject(payload) && 'clientToken' in payload;
    return flat ? json(200, payload) : wrapped(payload);
  }
  if (styleOf(endpoint.path, options) === 'wrapped') return wrapped(shape === 'result' ? null : payload);
  if (shape === 'result')
    return json(200, { errcode: digits(0), errmsg: 'none error message', description: NO_ERROR });
  return json(200, payload);
}

/**
 * Builds a failure. Platform codes come in HTTP 200: in `errcode` from commands with bare replies, in `code` from
 * everything else. Rethrows any other error.
 */
export function failureReply(endpoint: Endpoint | undefined, failure: unknown, options: ReplyOptions): Reply {
  if (failure instanceof HttpError) {
    const { status, headers, body } = failure;
    if (typeof body === 'string') {
      const type = body.startsWith('<') ? 'text/html' : 'text/plain';
      return { status, headers: { 'content-type': `${type}; charset=utf-8`, ...headers }, body };
    }
    const { code } = body;
    return {
      ...json(status, body),
      headers: { ...JSON_TYPE, ...headers },
      ...(typeof code === 'number' && { code }),
    };
  }
  if (!(failure instanceof PlatformError)) throw failure;
  const { code, message } = failure;
  const commandStyle =
    endpoint?.shape === 'result' && styleOf(endpoint.path, options) === 'bare'
      ? ('errcode' as const)
      : 'code';
  const digits = options.codesAsStrings ? String(code) : code;
  const body =
    (options.failuresIn ?? failure.carrier ?? commandStyle) === 'errcode'
      ? { errcode: digits, errmsg: message, description: message }
      : { code: digits, [options.messageKey ?? 'msg']: message };
  return { ...json(200, body), code };
}

export const JSON_TYPE = { 'content-type': 'application/json;charset=UTF-8' };

function json(status: number, body: unknown): Reply {
  return { status, headers: JSON_TYPE, body: JSON.stringify(body) };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
