/** A platform code instead of an endpoint's result. */
export class PlatformError extends Error {
  readonly code: number;
  /** The key that carries the number; default: the endpoint's usual one. */
  readonly carrier: 'code' | 'errcode' | undefined;

  constructor(code: number, carrier?: 'code' | 'errcode', text?: string) {
    super(text ?? TEXTS[code] ?? `error ${code}`);
    this.code = code;
    this.carrier = carrier;
  }
}

/** A failure by HTTP status. A string body is sent as text, an object as JSON. */
export class HttpError extends Error {
  readonly status: number;
  readonly body: string | Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    body: string | Readonly<Record<string, unknown>>,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(`HTTP ${status}`);
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

/** The message of a failed authentication; some clients recognize the failure only by it. */
export const AUTHENTICATION_FAILED = 'Authentication failed, unable to access system resources';

/** Messages of the codes. The published ones are in Sifely's docs (doc-6032179). */
const TEXTS: Readonly<Record<number, string>> = {
  1: 'failed or means no',
  401: AUTHENTICATION_FAILED,
  10000: 'client_id does not exist',
  10001: 'invalid client',
  10002: 'invalid authorization code',
  10003: 'token does not exist',
  10004: 'invalid token',
  10007: 'invalid account or invalid password',
  10008: 'invalid redirect_uri',
  10010: 'unsupported grant_type',
  10011: 'invalid refresh_token',
  20001: 'Not a user of the lock.',
  20002: 'Not the lock admin.',
  20004: 'The eKey does not exist.',
  20007: 'Invalid keyboardPwdVersion.',
  20008: 'Invalid lock name.',
  20006: 'The receiver does not exist.',
  30002: 'invalid username, only English characters and digits are allowed',
  30003: 'existing registered user',
  30005: 'password must be md5 encrypted',
  30006: 'The number of calls exceeds the limit.',
  50504: 'The number of devices exceeds the limit of the plan.',
  80000: 'date must be current time, in 5 minutes',
  90000: 'internal server error',
  [-3]: 'Invalid Parameter',
  [-1008]: 'The eKey does not exist.',
  [-1007]: 'No password data of this lock.',
  [-1026]: 'The passcode of this period was deleted. Please choose another hour.',
  [-1003]: 'Lock does not exist.',
  [-1021]: 'The IC card does not exist.',
  [-1023]: 'The fingerprint does not exist.',
  [-2009]: 'Passcode does not exist.',
  [-2012]: 'The Lock is not connected to any Gateway.',
  [-2018]: 'Permission Denied.',
  [-2019]: 'You can not send an ekey to yourself.',
  [-2020]: 'You can not send ekey to Admin.',
  [-2025]: 'Lock is frozen. Unable to operate on it at this time.',
  [-2032]: 'The passcode is too simple.',
  [-3006]: 'Invalid passcode. A passcode must have 4 to 9 digits.',
  [-3007]: 'The same passcode already exists. Please use another one.',
  [-3008]: 'A passcode that was never used on the lock can not be changed.',
  [-3009]: 'There is no space for further custom passcodes.',
  [-4056]: 'Out of memory.',
  [-4064]: 'The receiver is not registered.',
  [-4082]: 'The auto-lock period is invalid.',
  [-4067]: 'The NB device is not registered.',
  [-3002]: 'The gateway is offline. Please check and try again.',
  [-3003]: 'The gateway is busy. Please try again later.',
  [-3039]: 'Your own eKey ends before the one that is sent.',
  [-3034]: 'The Wi-Fi lock has no network configured.',
  [-3035]: 'The Wi-Fi lock is in power saving mode.',
  [-3036]: 'The lock is offline. Please check and try again.',
  [-3037]: 'The lock is busy. Please try again later.',
  [-4037]: 'The gateway does not exist.',
  [-4043]: 'The function is not supported for this lock.',
};
