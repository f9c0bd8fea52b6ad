import { AnswerRefusedError } from './failures.ts';
import { isObject } from './schemas/shape.ts';

/** The response to an intent: the token was refused, or a JSON body. */
type Posted = { readonly kind: 'unauthorized' } | { readonly kind: 'answer'; readonly body: unknown };

/** Posts anything to a fulfillment and checks nothing. `token` null sends no Authorization header. */
export function postRaw(
  url: string,
  body: unknown,
  token: string | null,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const authorization: Record<string, string> = token === null ? {} : { authorization: `Bearer ${token}` };
  return fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json;charset=UTF-8',
      'user-agent': 'Mozilla/5.0 (compatible; Google-Cloud-Functions/2.1; +http://www.google.com/bot.html)',
      ...authorization,
      ...headers,
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    redirect: 'manual',
  });
}

/** Posts an intent and checks that the response is HTTP 200 and JSON, and repeats the requestId but no secret. */
export async function postIntent(
  url: string,
  request: { readonly requestId: string },
  token: string,
  options: {
    readonly echoesRequestId: boolean;
    readonly pins: readonly string[];
    /** Gets the response, or nothing if there was none. */
    readonly observe: (answered: { readonly status?: number; readonly response?: unknown }) => void;
  },
): Promise<Posted> {
  let response: Response;
  let text: string;
  try {
    response = await postRaw(url, request, token);
    text = await response.text();
  } catch (error) {
    options.observe({});
    throw error;
  }
  options.observe({ status: response.status, response: parsed(text) });
  if (response.status === 401) return { kind: 'unauthorized' };
  const violations: string[] = [];
  if (response.status !== 200)
    violations.push(`HTTP ${response.status} instead of 200: ${text.slice(0, 200)}`);
  const contentType = response.headers.get('content-type') ?? 'none';
  if (!/^application\/json\s*(;\s*charset=utf-8\s*)?$/i.test(contentType)) {
    violations.push(`content type ${contentType} instead of application/json`);
  }
  const body = parsed(text);
  if (body === text) violations.push('the body is not JSON');
  if (options.echoesRequestId && (!isObject(body) || body['requestId'] !== request.requestId)) {
    violations.push(`requestId: must be ${request.requestId}`);
  }
  if ([token, ...options.pins.map((pin) => `"${pin}"`)].some((secret) => text.includes(secret))) {
    violations.push('the answer repeats a token or a PIN');
  }
  if (violations.length > 0) throw new AnswerRefusedError('The answer', violations);
  return { kind: 'answer', body };
}

/** Returns the value of a JSON text; a text that is none, unchanged. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
