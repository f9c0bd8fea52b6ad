/** Google would not understand the response. The message lists every fault. */
export class AnswerRefusedError extends Error {
  override readonly name = 'AnswerRefusedError';
  readonly violations: readonly string[];

  constructor(what: string, violations: readonly string[]) {
    super(`${what} is refused:\n${violations.map((violation) => `  - ${violation}`).join('\n')}`);
    this.violations = violations;
  }
}

/** The response is valid and says that the whole intent failed. */
export class IntentFailedError extends Error {
  override readonly name = 'IntentFailedError';
  readonly errorCode: string;

  constructor(intent: string, errorCode: string) {
    super(`${intent} failed as a whole: ${errorCode}`);
    this.errorCode = errorCode;
  }
}

/** There is no link, or the token endpoint ended it with `invalid_grant`: the person must link again. */
export class NotLinkedError extends Error {
  override readonly name = 'NotLinkedError';
}

/** The token endpoint failed. The link stays, and the next intent retries. */
export class TryLaterError extends Error {
  override readonly name = 'TryLaterError';
}
