/** The other side answered in a way that Google would not understand. The message lists everything that is wrong. */
export class AnswerRefused extends Error {
  override readonly name = 'AnswerRefused';
  readonly violations: readonly string[];

  constructor(what: string, violations: readonly string[]) {
    super(`${what} is refused:\n${violations.map((violation) => `  - ${violation}`).join('\n')}`);
    this.violations = violations;
  }
}

/** The answer is valid and says that the whole intent failed. */
export class IntentFailed extends Error {
  override readonly name = 'IntentFailed';
  readonly errorCode: string;

  constructor(intent: string, errorCode: string) {
    super(`${intent} failed as a whole: ${errorCode}`);
    this.errorCode = errorCode;
  }
}

/** There is no link, or the token endpoint just ended it with `invalid_grant`: the person must link again. */
export class NotLinked extends Error {
  override readonly name = 'NotLinked';
}

/** The token endpoint is out of order. The link is kept, and the next intent tries again. */
export class TryLater extends Error {
  override readonly name = 'TryLater';
}
