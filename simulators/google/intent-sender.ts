import { type ExecuteCommand, envelope, type Intent, type IntentRequest, newRequestId } from './envelope.ts';
import { AnswerRefusedError, IntentFailedError } from './failures.ts';
import { postIntent } from './fulfillment-client.ts';
import type { GoogleSide } from './google-side.ts';
import type { LinkTokens } from './linking/link-tokens.ts';
import { globalErrorCode } from './schemas/global-error.ts';
import type { SyncDevice } from './schemas/sync-answer.ts';

/** How one intent is sent and its answer judged. */
interface Question {
  /** What is wrong with the answer, by our own schemas. */
  readonly judge: (answer: unknown) => readonly string[];
  /** The devices that a further checker is told of; called after `judge`. */
  readonly devices: () => ReadonlyMap<string, SyncDevice>;
  readonly commands?: readonly ExecuteCommand[];
  /** To repeat a request; a new one otherwise. */
  readonly requestId?: string;
}

/** Sends intents for one link and hands out answers in which nothing is wrong. */
export class IntentSender {
  /** Whether expired access tokens are refreshed before use; otherwise only after a 401. */
  refreshesBeforeExpiry = true;
  readonly #side: GoogleSide;
  readonly #tokens: LinkTokens;

  constructor(side: GoogleSide, tokens: LinkTokens) {
    this.#side = side;
    this.#tokens = tokens;
  }

  /** The body of the answer. Rejects with `AnswerRefusedError`, `IntentFailedError`, `NotLinkedError` or `TryLaterError`. */
  async ask(
    intent: Intent,
    payload: Record<string, unknown> | undefined,
    { judge, devices, commands, requestId }: Question,
  ): Promise<unknown> {
    const { random, checker } = this.#side;
    const request = envelope(requestId ?? newRequestId(random), intent, payload);
    const answer = await this.#post(intent, request, pinsOf(commands));
    const globalError = globalErrorCode(answer);
    const violations = globalError === undefined ? judge(answer) : [];
    if (violations.length > 0) throw new AnswerRefusedError(`The ${intent} response`, violations);
    const exchange = { intent, request, answer, devices: devices() };
    const more = checker?.check(commands === undefined ? exchange : { ...exchange, commands }) ?? [];
    if (more.length > 0) throw new AnswerRefusedError(`The ${intent} response`, more);
    if (globalError !== undefined) throw new IntentFailedError(intent, globalError);
    return answer;
  }

  /** Posts with a fresh token; a 401 leads to one refresh and one more try. */
  async #post(intent: Intent, request: IntentRequest, pins: readonly string[]): Promise<unknown> {
    const post = async () => {
      const token = await this.#tokens.fresh(this.refreshesBeforeExpiry);
      return postIntent(this.#side.fulfillmentUrl, request, token, {
        echoesRequestId: intent !== 'DISCONNECT',
        pins,
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
