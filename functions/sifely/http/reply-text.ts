/** Signs in the words of a failed reply, for when its number says too little. */
export interface TextSigns {
  readonly authentication: boolean;
  readonly missingParameter: boolean;
  readonly method: boolean;
  /** The name or password of a sign-in is wrong. Means nothing elsewhere. */
  readonly password: boolean;
  /** The code of the error table that says the same. */
  readonly code: number | undefined;
}

/** Words that mean the same as a code; the first match counts. */
const CODES_BY_TEXT: readonly (readonly [RegExp, number])[] = [
  [/not connected to any gateway/i, -2012],
  [/gateway\b.*\bbusy/i, -3003],
  [/gateway\b.*\boffline/i, -3002],
  [/\boffline\b/i, -3036],
  [/record not found|lock does not exist/i, -1003],
  [/failed or means no/i, 1],
];

const authentication =
  /authentication failed|unable to access system resources|unauthorized|forbidden|token expired|invalid token/i;
const missingParameter = /required request parameter|required \w+ parameter '[^']*' is not present/i;
const passwordRefused =
  /\b(invalid|wrong|incorrect|bad)\b.{0,30}\b(account|password|user ?name|credentials)|\b(account|password|user ?name|user)\b.{0,30}\b(invalid|wrong|incorrect|not exist|not found)/i;
const methodRefused = /method\b.{0,20}\bnot (supported|allowed)/i;

/** A longer text is not a message; nor is a page of a proxy. */
const MAX_MESSAGE_LENGTH = 500;

/** Returns the words of a reply: `message`, `msg`, `errmsg`, `error` and `description` of an object, or a short plain text. */
export function replyText(body: string, json: unknown): string {
  if (json === undefined) return body.length > MAX_MESSAGE_LENGTH || /^\s*</.test(body) ? '' : body;
  if (typeof json !== 'object' || json === null) return '';
  const { message, msg, errmsg, error, description } = json as Record<string, unknown>;
  return [message, msg, errmsg, error, description]
    .filter((text) => typeof text === 'string')
    .map((text) => text.slice(0, MAX_MESSAGE_LENGTH))
    .join('\n');
}

const OAUTH_ERROR = /^(invalid|unauthorized)_\w+$/;

/** True if an object has a message by one of the names that Sifely uses; so do API gateways. */
export function hasMessage({ message, msg, errmsg, description }: Record<string, unknown>): boolean {
  return [message, msg, errmsg, description].some((text) => typeof text === 'string');
}

/** True if an object has an error code of OAuth. */
export function hasOAuthError({ error }: Record<string, unknown>): boolean {
  return typeof error === 'string' && OAUTH_ERROR.test(error);
}

/** True for the sentence by which Sifely refuses a token, maybe without a code. */
export function isOwnRefusal(text: string): boolean {
  return /unable to access system resources/i.test(text);
}

/** Searches a reply's words for signs. */
export function textSigns(text: string): TextSigns {
  return {
    authentication: authentication.test(text),
    missingParameter: missingParameter.test(text),
    method: methodRefused.test(text),
    password: passwordRefused.test(text),
    code: CODES_BY_TEXT.find(([pattern]) => pattern.test(text))?.[1],
  };
}
