import { DEMO_ACCOUNT } from '../../../sifely/index.ts';
import { Person } from '../../linking/person.ts';
import type { PlayClock } from '../play-clock.ts';
import { passToQuiet } from './pass-to-quiet.ts';
import { BACK, FRONT, SCENES, type Stage, type StageControls } from './scenes.ts';

/** How long a sentence stands before the scene goes on, by the playground's clock. */
const READING_MS = 2500;
const LOOK_EVERY_MS = 200;
const IN_ORDER =
  'The house is put in order first: everything works, the front and the back door are locked, and a minute or two go by.';

interface PlayDeps {
  readonly playground: StageControls;
  readonly clock: PlayClock;
  readonly user: string;
  /** Stops the scene where it stands. */
  readonly signal: AbortSignal;
  /** Called when the house is in order, before the scene begins. */
  readonly begin: () => void;
  /** Called with a sentence before the house is put in order. */
  readonly prepare: (text: string) => void;
  readonly tell: (text: string) => void;
  /** Gets a function that ends the time for reading, before each time begins. */
  readonly beforeReading: (endReading: () => void) => void;
  readonly authorizeUrl: (user: string) => string;
  readonly isLinked: (user: string) => boolean;
  /** Resolves after a moment, with true if the programs did nothing meanwhile. */
  readonly isAtRest: () => Promise<boolean>;
  /** Returns when Sifely was called last, ms since the epoch. */
  readonly lastCallAt: () => number;
}

/** Plays a scene to its end; the house is put in order first. Throws an error with a sentence for the person, or the reason of `signal`. */
export async function playScene(id: string, deps: PlayDeps): Promise<void> {
  const { playground, clock, user, signal, isLinked } = deps;
  const scene = SCENES.find((each) => each.id === id);
  if (scene === undefined) throw new Error('There is no such scene.');
  if (!isLinked(user)) throw new Error('Link the Sifely account first: the scenes need its locks.');
  deps.prepare(IN_ORDER);
  await prepare(deps);
  deps.begin();
  const stage: Stage = {
    playground,
    user,
    async tell(text) {
      deps.tell(text);
      const read = new AbortController();
      deps.beforeReading(() => read.abort());
      await clock
        .delay(READING_MS, AbortSignal.any([signal, read.signal]))
        .catch(() => signal.throwIfAborted());
    },
    pause: (ms) => clock.delay(ms, signal),
    async until(holds, withinMs) {
      for (
        const end = clock.now() + withinMs;
        !holds();
        await clock.delay(LOOK_EVERY_MS * clock.rate, signal)
      )
        if (clock.now() >= end) return false;
      return true;
    },
    link: (other) => link(other, deps),
  };
  await scene.play(stage);
}

/**
 * Puts the house in order, as Google knows it, and lets time pass until nothing of before follows: a lock that was observed a
 * moment ago is answered `alreadyLocked`, though a scene has turned it since.
 */
async function prepare(deps: PlayDeps): Promise<void> {
  const { playground, user } = deps;
  await playground.tidy();
  for (const lockId of [FRONT, BACK]) await playground.act({ do: 'turn', lockId, to: 'lock' });
  await passToQuiet(deps);
  if (playground.isTileTrue(user, FRONT) && playground.isTileTrue(user, BACK)) return;
  await playground.refresh(user);
  await passToQuiet(deps);
}

/** Links another Google user, who keeps the PIN of the household. */
async function link(user: string, { authorizeUrl, isLinked, playground }: PlayDeps): Promise<void> {
  playground.addUser(user);
  if (!isLinked(user)) await linkOnPages(authorizeUrl(user));
}

/**
 * Links the demo's account on the real pages, from the address of the authorization page on. A PIN of the household that is there
 * is kept; else `pin` is set, and without one Google may not unlock. Throws an error with the text of the page at which it ended.
 */
export async function linkOnPages(authorizeUrl: string, pin?: string): Promise<void> {
  const person = new Person();
  await person.open(authorizeUrl);
  const [first] = person.page.forms.filter(({ fields }) => fields.some(({ name }) => name === 'password'));
  if (first !== undefined) {
    person.fill(DEMO_ACCOUNT);
    await person.press(first.buttons[0]?.text ?? '');
  }
  const consent = person.page.forms.find(({ fields }) => fields.some(({ name }) => name === 'unlocking'));
  if (consent === undefined)
    throw new Error(`Linking did not come to its end: ${person.page.text.slice(0, 200)}`);
  const offers = (choice: string) =>
    consent.fields.some(({ name, value }) => name === 'unlocking' && value === choice);
  const choice = offers('keep') ? 'keep' : pin === undefined ? 'off' : 'pin';
  person.check('unlocking', choice);
  if (choice === 'pin' && pin !== undefined) person.fill({ pin });
  await person.press(consent.buttons[0]?.text ?? '');
}
