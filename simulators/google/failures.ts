/** The other side answered in a way that Google would not understand. The message lists everything that is wrong. */
export class AnswerRefusedError extends Error {
  override readonly name = 'AnswerRefusedError';
  readonly violations: readonly string[];

  constructor(what: string, violations: readonly string[]) {
    super(`${what} is refused:\n${violations.map((violation) => `  - ${violation}`).join('\n')}`);
    this.violations = violations;
  }
}

/** The answer is valid and says that the whole intent failed. */
export class IntentFailedError extends Error {
  override readonly name = 'IntentFailedError';
  readonly errorCode: string;

  constructor(intent: string, errorCode: string) {
    super(`${intent} failed as a whole: ${errorCode}`);
    this.errorCode = errorCode;
  }
}

/** There is no link, or the token endpoint just ended it with `invalid_grant`: the person must link again. */
export class NotLinkedError extends Error {
  override readonly name = 'NotLinkedError';
}

/** The token endpoint is out of order. The link is kept, and the next intent tries again. */
export class TryLaterError extends Error {
  override readonly name = 'TryLaterError';
}
