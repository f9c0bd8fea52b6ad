import { sayEntry, sayFailure, sayFollowUp } from '../dialogue/speech.ts';
import { AnswerRefusedError, IntentFailedError, NotLinkedError, TryLaterError } from '../failures.ts';
import type { GoogleUser } from '../google-user.ts';
import type { HomeGraph } from '../home-graph/home-graph.ts';
import type { ExecuteResult } from '../schemas/execute-answer.ts';
import { ROUTINES, understand } from './phrases.ts';
import { maskDigits } from './secret-mask.ts';

/** A sentence of Google; it may wait for a PIN. */
export interface Spoken {
  readonly text: string;
  readonly asksForPin: boolean;
}

/** A command that waits for a PIN, or for another one. */
interface Unfinished {
  readonly deviceIds: readonly string[];
  readonly lock: boolean;
}

const EXAMPLES = 'Try “unlock the front door”, “is the back door locked?”, “lock all doors” or “good night”.';
const ASK_FOR_PIN = 'What’s your security PIN?';

/** How long a spoken follow-up is waited for. */
const FOLLOW_UP_MS = 120_000;

/** One Google user at a speaker: understands sentences, sends the intents, and says what Google would say. */
export class Assistant {
  readonly #user: GoogleUser;
  readonly #homegraph: HomeGraph;
  readonly #linkUrl: string;
  readonly #say: (text: string) => void;
  readonly #isReal: boolean;
  /** The service if its doors are real, and the person was not warned yet. */
  #unwarned: string | undefined;
  #unfinished: Unfinished | undefined;
  /** Commands whose end is not spoken yet. */
  #awaited = 0;

  /** `say` gets what is spoken without having been asked: the follow-up of a command. */
  constructor(deps: {
    user: GoogleUser;
    homegraph: HomeGraph;
    linkUrl: string;
    say: (text: string) => void;
    /** The address of the service, if it is a running one with real doors. */
    realService?: string | undefined;
  }) {
    this.#user = deps.user;
    this.#homegraph = deps.homegraph;
    this.#linkUrl = deps.linkUrl;
    this.#say = deps.say;
    this.#unwarned = deps.realService;
    this.#isReal = deps.realService !== undefined;
  }

  /** True while a command waits for the PIN. */
  get asksForPin(): boolean {
    return this.#unfinished !== undefined;
  }

  /** True while the end of a command is not spoken yet. */
  get awaitsEnd(): boolean {
    return this.#awaited > 0;
  }

  /** Takes a sentence. Failures are spoken. */
  say(sentence: string): Promise<Spoken> {
    this.#unfinished = undefined;
    return this.#speak(async () => {
      const wish = understand(sentence, [...this.#user.devices.values()]);
      if (!this.#user.linked) throw new NotLinkedError();
      if (wish.kind === 'not-understood') return spoken(`Sorry, I don’t understand. ${EXAMPLES}`);
      if (wish.kind === 'unknown-device')
        return spoken(`I can’t find “${maskDigits(wish.name)}” in your home. ${this.#knownNames()}`);
      if (wish.kind === 'several-devices')
        return spoken(
          `Several devices are called “${maskDigits(wish.name)}”. Which one? Give them names of their own first.`,
        );
      if (wish.kind === 'ask') return this.#ask(wish.deviceIds);
      return this.#command({ deviceIds: wish.deviceIds, lock: wish.kind === 'lock' });
    });
  }

  /** Taps a tile: locks or unlocks the device, as it is shown. */
  tap(deviceId: string, lock: boolean): Promise<Spoken> {
    this.#unfinished = undefined;
    return this.#speak(() => this.#command({ deviceIds: [deviceId], lock }));
  }

  /** Sends a command as a log tells it: without a sentence. */
  command(deviceIds: readonly string[], lock: boolean, pin: string | undefined): Promise<Spoken> {
    this.#unfinished = undefined;
    return this.#speak(() => this.#command({ deviceIds, lock }, pin));
  }

  /** Gives the PIN that was asked for; without one the person walks away. */
  answerPin(pin: string | undefined): Promise<Spoken> {
    const unfinished = this.#unfinished;
    this.#unfinished = undefined;
    if (unfinished === undefined) return Promise.resolve(spoken('Nothing waits for a PIN.'));
    if (pin === undefined || pin === '') return Promise.resolve(spoken('OK, cancelled.'));
    return this.#speak(() => this.#command(unfinished, pin));
  }

  async #ask(deviceIds: readonly string[]): Promise<Spoken> {
    const { payload } = await this.#user.query(deviceIds);
    const sentences = Object.entries(payload.devices).map(([id, entry]) =>
      entry.status === 'SUCCESS'
        ? withoutDetails(sayEntry(this.#user.nameOf(id), entry))
        : sayFailure(
            this.#user.nameOf(id),
            entry.status === 'OFFLINE' ? 'deviceOffline' : String(entry.errorCode),
          ),
    );
    return spoken(sentences.map((each) => `${each}.`).join(' '));
  }

  async #command(command: Unfinished, pin?: string): Promise<Spoken> {
    const { deviceIds, lock } = command;
    const [only] = deviceIds;
    if (!lock && this.#unwarned !== undefined) {
      const warning = `This opens a real door, by ${this.#unwarned}. Say it again to do it.`;
      this.#unwarned = undefined;
      return spoken(warning);
    }
    if (deviceIds.length === 1 && only !== undefined) return this.#commandOne(only, command, pin);
    const execution = {
      command: 'action.devices.commands.LockUnlock',
      params: { lock },
      ...(pin !== undefined && { challenge: { pin } }),
    };
    const names = new Map(deviceIds.map((id) => [id, this.#user.nameOf(id)]));
    const { payload } = await this.#user.execute([{ devices: deviceIds, execution: [execution] }]);
    const challenged = payload.commands.filter(({ challengeNeeded }) => challengeNeeded !== undefined);
    const waiting = challenged.flatMap(({ ids }) => ids);
    const others = payload.commands.filter(({ challengeNeeded }) => challengeNeeded === undefined);
    const text = others
      .flatMap((result) => result.ids.map((id) => this.#resultOf(names.get(id) ?? id, result)))
      .join(' ');
    if (waiting.length === 0) return spoken(text);
    return this.#askForPin({ deviceIds: waiting, lock }, challenged[0]?.challengeNeeded?.type, text);
  }

  async #commandOne(deviceId: string, command: Unfinished, pin: string | undefined): Promise<Spoken> {
    const challenge = pin === undefined ? undefined : { pin };
    // Afterwards the account may be unlinked.
    const name = this.#user.nameOf(deviceId);
    const turn = await this.#user.turn(deviceId, command.lock, { followUp: true, challenge });
    if (turn.challenge !== undefined) return this.#askForPin(command, turn.challenge, '');
    if (turn.status === 'PENDING' && turn.followUpToken !== undefined && !this.#isReal)
      void this.#speakFollowUp(name, turn.followUpToken);
    const { status, states, errorCode } = turn;
    return spoken(this.#resultOf(name, { ids: [deviceId], status, states, errorCode }));
  }

  #askForPin(unfinished: Unfinished, type: string | undefined, before: string): Spoken {
    const name = unfinished.deviceIds.map((id) => this.#user.nameOf(id)).join(' and ');
    if (type === 'ackNeeded') return spoken(`${before} ${name} needs a yes.`.trim());
    this.#unfinished = unfinished;
    const wrong = type === 'challengeFailedPinNeeded' ? 'Sorry, that PIN is wrong. ' : '';
    return { text: `${before} ${wrong}${ASK_FOR_PIN}`.trim(), asksForPin: true };
  }

  #resultOf(name: string, { status, states, errorCode }: ExecuteResult): string {
    if (status === 'PENDING')
      return `${name} is still working on it.${this.#isReal ? ' The end is told to the real Google, not here: ask in some seconds.' : ''}`;
    if (status !== 'SUCCESS')
      return `${sayFailure(name, status === 'OFFLINE' ? 'deviceOffline' : errorCode)}.`;
    if (states?.isJammed === true) return `${name} is jammed.`;
    return `${name} is ${states?.isLocked === true ? 'locked' : 'unlocked'}.`;
  }

  async #speakFollowUp(name: string, token: string): Promise<void> {
    this.#awaited += 1;
    try {
      const followUp = await this.#homegraph.followUp(token, AbortSignal.timeout(FOLLOW_UP_MS));
      const failed = followUp.status !== 'SUCCESS';
      this.#say(
        `${failed ? sayFailure(name, followUp.errorCode) : withoutDetails(sayFollowUp(name, followUp))}.`,
      );
    } catch {
      // Nothing was reported in time: Google stays silent.
    } finally {
      this.#awaited -= 1;
    }
  }

  async #speak(work: () => Promise<Spoken>): Promise<Spoken> {
    try {
      return await work();
    } catch (error) {
      return spoken(this.#failure(error));
    }
  }

  #failure(error: unknown): string {
    if (error instanceof NotLinkedError) return `Your locks are not linked yet. Open ${this.#linkUrl} first.`;
    if (error instanceof TryLaterError) return 'Sorry, I can’t reach the service of your locks right now.';
    if (error instanceof IntentFailedError) return `${sayFailure('Your home', error.errorCode)}.`;
    if (error instanceof AnswerRefusedError)
      return `Something went wrong: Google would not understand the answer. ${error.violations.join('; ')}`;
    return 'Sorry, something went wrong. Try again.';
  }

  #knownNames(): string {
    const names = [...this.#user.devices.values()].map(({ name }) => name.name);
    return names.length === 0
      ? 'It has no doors.'
      : `It has ${names.join(', ')}. “${ROUTINES[0]?.phrase}” works too.`;
  }
}

function spoken(text: string): Spoken {
  return { text, asksForPin: false };
}

/** A speaker names no battery unless it is asked. */
function withoutDetails(sentence: string): string {
  return sentence.replace(/, battery \d+ %/, '').replace(/ \([A-Za-z]+\)$/, '');
}
