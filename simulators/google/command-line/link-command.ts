import { Person } from '../linking/person.ts';

/** What a person would type and tick on the pages. */
interface LinkAnswers {
  readonly username: string;
  readonly password: string;
  /** For unlocking by voice; without it the page's own default holds. */
  readonly pin: string | undefined;
  /** Ids of the locks to share; without it those that the page has ticked. */
  readonly locks: readonly string[] | undefined;
}

/** Walks through the sign-in page and the consent page, as a browser would, and says how it ended. */
export async function linkWithoutBrowser(
  authorizeUrl: string,
  { username, password, pin, locks }: LinkAnswers,
): Promise<{ readonly linked: boolean; readonly text: string }> {
  const person = new Person();
  await person.open(authorizeUrl);
  await person.fill({ username, password }).press('Sign in');
  const boxes = person.page.forms.flatMap(({ fields }) => fields).filter(({ name }) => name === 'lock');
  if (!person.page.forms.some(({ buttons }) => buttons.some(({ text }) => text === 'Agree and link'))) {
    return { linked: false, text: told(person) };
  }
  if (locks !== undefined) {
    for (const { value } of boxes) {
      if (locks.includes(value)) person.check('lock', value);
      else person.uncheck('lock', value);
    }
  }
  if (pin !== undefined) person.fill({ pin, pin_again: pin });
  await person.press('Agree and link');
  const linked = person.page.headings.includes('Your account is linked to Google');
  return { linked, text: linked ? person.page.lines.join('\n') : told(person) };
}

function told({ page }: Person): string {
  return page.alerts.length > 0 ? page.alerts.join('\n') : page.text;
}
