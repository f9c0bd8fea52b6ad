import type { Spoken } from '../assistant.ts';
import type { HouseAction } from '../house.ts';

/** A short play that explains the product: it does at the house and says to Google what a person could, and tells what to look at. */
export interface Scene {
  readonly id: string;
  readonly title: string;
  /** Plays it, in a house in order. `tell` shows a sentence to the person. */
  play(stage: Stage): Promise<void>;
}

/** The actions of a person at the playground, as far as scenes use them. */
export interface StageControls {
  say(user: string, sentence: string): Promise<Spoken>;
  answerPin(user: string, pin: string | undefined): Promise<Spoken>;
  act(action: HouseAction): Promise<void>;
  time(change: { readonly rate?: number; readonly forwardMs?: number }): void;
  /** Sends the same command to lock twice; returns the answers and how often the bolt was driven. */
  sendTwice(user: string, deviceId: string): Promise<{ answers: string[]; movements: number }>;
  addUser(user: string): void;
  tidy(): Promise<void>;
  /** Opens the page of the Home app, which asks for all states. */
  refresh(user: string): Promise<void>;
  /** True if a user's tile shows what is so at the door. */
  isTileTrue(user: string, deviceId: string): boolean;
  /** True if Google has spoken the end of every command that a user gave. */
  hasHeardTheEnd(user: string): boolean;
}

/** The parts that a scene works with. */
export interface Stage {
  readonly playground: StageControls;
  readonly user: string;
  /** Shows a sentence to the person, and waits until it can be read. */
  tell(text: string): Promise<void>;
  /** Waits by the playground's clock, in ms. */
  pause(ms: number): Promise<void>;
  /** Waits until something holds, for at most `withinMs` by the playground's clock; returns whether it does. */
  until(holds: () => boolean, withinMs: number): Promise<boolean>;
  /** Links another Google user to the same account, as a person on the real pages would; does nothing where that is done. */
  link(user: string): Promise<void>;
}

/** The front door of the demo. */
export const FRONT = '532301';
/** Its back door. */
export const BACK = '532302';
const HALL = '7101';
const MINUTE_MS = 60_000;
/** Guesses of a stranger. */
const GUESSES = ['1379', '2580', '1928', '7391', '4826', '5163'] as const;

const wrongPins: Scene = {
  id: 'wrong-pins',
  title: 'A stranger guesses the PIN',
  async play({ playground, user, tell, pause }) {
    await tell(
      'A stranger stands at the door and guesses the PIN. After five wrong ones, voice unlocking is paused.',
    );
    for (const guess of GUESSES) {
      const asked = await playground.say(user, 'unlock the front door');
      if (!asked.asksForPin) {
        await tell(
          `Google no longer asks: “${asked.text}” Locking still works, and the account page shows each guess.`,
        );
        return;
      }
      await playground.answerPin(user, guess);
      await pause(400);
    }
    await tell('Every guess was answered in the same way, and none was sent to the lock.');
  },
};

const unplugged: Scene = {
  id: 'gateway-unplugged',
  title: 'Unplug the gateway',
  async play({ playground, user, tell, until }) {
    await playground.act({ do: 'turn', lockId: FRONT, to: 'unlock' });
    await playground.act({ do: 'gateway', gatewayId: HALL, to: 'off' });
    await tell('The Hall gateway is unplugged: nothing outside the house can reach the front door now.');
    const { text } = await playground.say(user, 'lock the front door');
    await tell(`Google says: “${text}” The tile turns to offline; it never says “locked”.`);
    await playground.act({ do: 'gateway', gatewayId: HALL, to: 'on' });
    await tell('The gateway is plugged in again. A command that failed is not sent later: say it once more.');
    await playground.say(user, 'lock the front door');
    const isTrue = await until(
      () => playground.isTileTrue(user, FRONT) && playground.hasHeardTheEnd(user),
      MINUTE_MS,
    );
    await tell(
      isTrue
        ? 'The door is locked, and the tile says so.'
        : 'The tile will follow with the next look at the lock.',
    );
  },
};

const byHand: Scene = {
  id: 'by-hand',
  title: 'Turn a lock by hand',
  async play({ playground, user, tell, until }) {
    await playground.act({ do: 'webhooks', to: 'off' });
    await playground.act({ do: 'turn', lockId: BACK, to: 'unlock' });
    await playground.act({ do: 'turn', lockId: FRONT, to: 'unlock' });
    await tell(
      'Somebody turned the front door by hand, and Sifely tells nobody: the tile is wrong now. See how long.',
    );
    playground.time({ rate: 60 });
    const isTrue = await until(() => playground.isTileTrue(user, FRONT), 60 * MINUTE_MS);
    playground.time({ rate: 1 });
    await tell(
      isTrue
        ? 'The service asked by itself, as often as the plan allows. With webhooks on, it takes seconds: turn the lock again and see.'
        : 'Still wrong after an hour: the plan allows few questions. Switch webhooks on, and it takes seconds.',
    );
  },
};

const twice: Scene = {
  id: 'twice',
  title: 'The same request twice',
  async play({ playground, user, tell, pause }) {
    await playground.act({ do: 'turn', lockId: FRONT, to: 'unlock' });
    await pause(500);
    await tell('Networks repeat requests. Google sends the same “lock” twice, with the same request id.');
    const { answers, movements } = await playground.sendTwice(user, FRONT);
    await tell(
      `Both got the same answer (${[...new Set(answers)].join(', ')}), and the bolt was driven ${movements === 1 ? 'once' : `${movements} times`}.`,
    );
  },
};

const late: Scene = {
  id: 'pending',
  title: 'A slow gateway',
  async play({ playground, user, tell, until }) {
    await playground.act({ do: 'turn', lockId: FRONT, to: 'unlock' });
    await playground.act({ do: 'gateway', gatewayId: HALL, to: 'slow' });
    await tell(
      'The gateway answers late. Google waits a second, no longer: the service says “pending”, and reports the end.',
    );
    await playground.say(user, 'lock the front door');
    // The command is on its way, and stays slow; the looks at the lock that follow need not be.
    await playground.act({ do: 'gateway', gatewayId: HALL, to: 'on' });
    const isTrue = await until(
      () => playground.isTileTrue(user, FRONT) && playground.hasHeardTheEnd(user),
      MINUTE_MS,
    );
    await tell(
      isTrue
        ? 'The report came: Google speaks the end, and the tile is true.'
        : 'The report is still on its way.',
    );
  },
};

const household: Scene = {
  id: 'household',
  title: 'Two people, one home',
  async play({ playground, user, tell, until, link }) {
    const other = user === 'bob' ? 'alice' : 'bob';
    await link(other);
    await tell(`${other} linked the same Sifely account with another Google account.`);
    await playground.act({ do: 'turn', lockId: FRONT, to: 'unlock' });
    await playground.say(other, 'lock the front door');
    const isTrue = await until(
      () =>
        playground.isTileTrue(user, FRONT) &&
        playground.isTileTrue(other, FRONT) &&
        playground.hasHeardTheEnd(other),
      MINUTE_MS,
    );
    await tell(
      isTrue
        ? `${other} locked the door, and both Home apps show it. If one of them unlinks, the other stays linked.`
        : 'The report is still on its way.',
    );
  },
};

/** The scenes of the page, in its order. */
export const SCENES: readonly Scene[] = [wrongPins, unplugged, byHand, twice, late, household];
