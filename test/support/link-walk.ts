import type { Person } from '../../simulators/google/index.ts';

/** What a person does on the linking pages. */
export interface LinkChoices {
  readonly username?: string;
  readonly password?: string;
  /** Ids of the locks to share; those that the page has ticked when left out. */
  readonly locks?: readonly (string | number)[];
  /** `4711` when left out; `off` leaves voice unlocking off; `keep` keeps what the household has. */
  readonly pin?: string;
}

/** Signs in at the open page; the consent page is next when that succeeds. */
export async function signIn(person: Person, { username, password }: LinkChoices = {}): Promise<void> {
  person.fill({ username: username ?? 'demo@example.com', password: password ?? 'demo-password' });
  await person.press('Sign in');
}

/** Fills the consent page in, without pressing anything. */
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
  if (wanted === 'pin') person.fill({ pin, pin_again: pin });
}

/** Does everything from the sign-in page to the button that links. */
export async function walkThroughLinking(person: Person, choices: LinkChoices = {}): Promise<void> {
  await signIn(person, choices);
  choose(person, choices);
  await person.press('Agree and link');
}
