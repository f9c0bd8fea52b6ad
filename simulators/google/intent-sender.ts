import { type ExecuteCommand, envelope, type Intent, type IntentRequest, newRequestId } from './envelope.ts';
import { AnswerRefusedError, IntentFailedError } from './failures.ts';
import { postIntent } from './fulfillment-client.ts';
import type { GoogleSide } from './google-side.ts';
import type { LinkTokens } from './linking/link-tokens.ts';
import { globalErrorCode } from './schemas/global-error.ts';
import type { SyncDevice } from './schemas/sync-answer.ts';

/** The checks of one intent's response. */
interface Question {
  /** Lists the faults of the response by our own schemas. */
  readonly check: (answer: unknown) => readonly string[];
  /** Returns the devices for a further checker; called after `check`. */
  readonly devices: () => ReadonlyMap<string, SyncDevice>;
  readonly commands?: readonly ExecuteCommand[];
  /** To repeat a request; default: a new one. */
  readonly requestId?: string;
}

/** Sends intents for one link and returns only valid responses. */
export class IntentSender {
  /** True if expired access tokens are refreshed before use; otherwise only after a 401. */
  refreshesBeforeExpiry = true;
  readonly #side: GoogleSide;
  readonly #tokens: LinkTokens;

  readonly #user: string;

  constructor(user: string, side: GoogleSide, tokens: LinkTokens) {
    this.#user = user;
    this.#side = side;
    this.#tokens = tokens;
  }

  /** Sends an intent and returns the body of the response. Throws `AnswerRefusedError`, `IntentFailedError`, `NotLinkedError` or `TryLaterError`. */
  async ask(
    intent: Intent,
    payload: Record<string, unknown> | undefined,
    { check, devices, commands, requestId }: Question,
  ): Promise<unknown> {
    const { random, checker } = this.#side;
    const request = envelope(requestId ?? newRequestId(random), intent, payload);
    const answer = await this.#post(intent, request, pinsOf(commands));
    const globalError = globalErrorCode(answer);
    const violations = globalError === undefined ? check(answer) : [];
    if (violations.length > 0) throw new AnswerRefusedError(`The ${intent} response`, violations);
    const exchange = { intent, request, answer, devices: devices() };
    const more = checker?.check(commands === undefined ? exchange : { ...exchange, commands }) ?? [];
    if (more.length > 0) throw new AnswerRefusedError(`The ${intent} response`, more);
    if (globalError !== undefined) throw new IntentFailedError(intent, globalError);
    return answer;
  }

  /** Posts with a valid token; after a 401, refreshes it once and retries once. */
  async #post(intent: Intent, request: IntentRequest, pins: readonly string[]): Promise<unknown> {
    const post = async () => {
      const token = await this.#tokens.fresh(this.refreshesBeforeExpiry);
      const { clock, observe, fulfillmentUrl } = this.#side;
      const at = clock.now();
      return postIntent(fulfillmentUrl, request, token, {
        echoesRequestId: intent !== 'DISCONNECT',
        pins,
        observe: (answered) =>
          observe({ user: this.#user, kind: intent, at, endedAt: clock.now(), request, ...answered }),
      });
    };
    let posted = await post();
    if (posted.kind === 'unauthorized') {
      await this.#tokens.refresh();
      this.#side.changed();
      posted = await post();
    }
    if (posted.kind === 'answer') return posted.body;
    throw new AnswerRefusedError(`The ${intent} response`, [
      '401 again, with an access token that was just refreshed',
    ]);
  }
}

function pinsOf(commands: readonly ExecuteCommand[] = []): string[] {
  return commands
    .flatMap(({ execution }) => execution.map(({ challenge }) => challenge?.['pin']))
    .filter((pin): pin is string => typeof pin === 'string' && pin !== '');
}
