import type { Answer } from './wire.ts';

/** Stands in many inputs; a page that has it unescaped could run scripts of others. */
export const MARKUP = '<xss-7f3a>';
/** Stands in many inputs; an answer with this header was split. */
export const SPLIT_HEADER = 'x-split-7f3a';

const STACK =
  /\n\s+at .+[:(]\d|node_modules|\.ts:\d+|\b(Type|Range|Reference|Syntax|Assertion|Eval)Error\b|\[object Object\]/;

/** What an answer may hold beside the request that it answers. */
export interface Sent {
  /** All of the request, as text. */
  readonly text: string;
  /** Values that no answer may have. */
  readonly secrets: ReadonlySet<string>;
}

/** Returns why an answer must never be given; `undefined` if it may. */
export function faultOf({ status, headers, body }: Omit<Answer, 'ms'>, sent: Sent): string | undefined {
  if (status >= 500) return `status ${status}: ${body.slice(0, 200)}`;
  const [stack] = STACK.exec(body) ?? [];
  if (stack !== undefined && !sent.text.includes(stack)) return `internals: ${stack}`;
  const type = String(headers['content-type'] ?? '');
  if (SPLIT_HEADER in headers) return 'a header of the caller';
  if (/html/.test(type)) {
    if (body.includes(MARKUP)) return 'markup of the caller in a page';
    if (headers['content-security-policy'] === undefined) return 'a page without a policy';
  }
  if (/json/.test(type) && body !== '' && !isJson(body)) return 'JSON that cannot be parsed';
  const all = `${JSON.stringify(headers)}\n${body}`;
  for (const secret of sent.secrets) {
    if (all.includes(secret) && !sent.text.includes(secret)) return `a secret: ${secret.slice(0, 6)}…`;
  }
  return undefined;
}

/** Express reads odd addresses by `url.parse`, of which Node warns once. */
const DEPRECATION = /DEP0170|--trace-deprecation/;

/** Returns the first line of a log that only a mistake of ours, or a leak, writes. */
export function faultInLog(lines: readonly string[], secrets: ReadonlySet<string>): string | undefined {
  const list = [...secrets];
  return lines.find(
    (line) =>
      /"severity":"(ERROR|CRITICAL)"|"(Type|Range|Reference|Assertion)Error/.test(line) ||
      list.some((secret) => line.includes(secret)) ||
      (line !== '' && !line.startsWith('{') && !DEPRECATION.test(line)),
  );
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
