import type { Person } from '../../simulators/google/index.ts';

/** The choices of a person on the linking pages. */
export interface LinkChoices {
  readonly username?: string;
  readonly password?: string;
  /** Ids of the locks to share; default: those that the page has ticked, and all of many, of which it ticks none. */
  readonly locks?: readonly (string | number)[];
  /** Default `4711`; `off` leaves voice unlocking off; `keep` keeps the PIN of the household. */
  readonly pin?: string;
}

/** Signs in at the open page; on success the consent page is open. */
export async function signIn(person: Person, { username, password }: LinkChoices = {}): Promise<void> {
  person.fill({ username: username ?? 'demo@example.com', password: password ?? 'demo-password' });
  await person.press('Sign in');
}

/** Fills in the consent page without sending it. */
export function choose(person: Person, { locks, pin = '4711' }: LinkChoices = {}): void {
  if (locks !== undefined) {
    const shared = locks.map(String);
    for (const { name, value } of person.page.forms.flatMap(({ fields }) => fields)) {
      if (name !== 'lock') continue;
      if (shared.includes(value)) person.check(name, value);
      else person.uncheck(name, value);
    }
  }
  const choices = person.page.forms
    .flatMap(({ fields }) => fields)
    .filter(({ name }) => name === 'unlocking');
  const wanted = pin === 'off' || pin === 'keep' ? pin : 'pin';
  if (choices.some(({ value }) => value === wanted)) person.check('unlocking', wanted);
  if (wanted === 'pin') person.fill({ pin });
}

/** Goes from the sign-in page to the button that links, and presses it. */
export async function walkThroughLinking(person: Person, choices: LinkChoices = {}): Promise<void> {
  await signIn(person, choices);
  if (choices.locks === undefined && person.page.html.includes('Choose locks')) await chooseAll(person);
  choose(person, choices);
  await person.press('Agree and link');
}

/** Chooses all locks of an account that has too many for the consent page. */
async function chooseAll(person: Person): Promise<void> {
  await person.press('Choose locks');
  const [all = 'Choose all'] = /Choose all \d+/.exec(person.page.html) ?? [];
  await person.press(all);
  if (person.page.html.includes('Done')) await person.press('Done');
}
