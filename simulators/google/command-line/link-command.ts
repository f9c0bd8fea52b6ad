import { Person } from '../linking/person.ts';

/** Input for the sign-in page and the consent page. */
interface LinkAnswers {
  readonly username: string;
  readonly password: string;
  /** The voice PIN; default: the page's own choice. */
  readonly pin: string | undefined;
  /** Ids of the locks to share; default: those that the page has ticked. */
  readonly locks: readonly string[] | undefined;
}

/** Links through the sign-in page and the consent page, as a browser would. Returns the result and the text of the last page. */
export async function linkWithoutBrowser(
  authorizeUrl: string,
  { username, password, pin, locks }: LinkAnswers,
): Promise<{ readonly linked: boolean; readonly text: string }> {
  const person = new Person();
  await person.open(authorizeUrl);
  await person.fill({ username, password }).press('Sign in');
  const boxes = person.page.forms.flatMap(({ fields }) => fields).filter(({ name }) => name === 'lock');
  if (!person.page.forms.some(({ buttons }) => buttons.some(({ text }) => text === 'Agree and link'))) {
    return { linked: false, text: messageOf(person) };
  }
  if (locks !== undefined) {
    for (const { value } of boxes) {
      if (locks.includes(value)) person.check('lock', value);
      else person.uncheck('lock', value);
    }
  }
  if (pin !== undefined) person.fill({ pin });
  await person.press('Agree and link');
  const linked = person.page.headings.includes('Your account is linked to Google');
  return { linked, text: linked ? person.page.lines.join('\n') : messageOf(person) };
}

function messageOf({ page }: Person): string {
  return page.alerts.length > 0 ? page.alerts.join('\n') : page.text;
}
