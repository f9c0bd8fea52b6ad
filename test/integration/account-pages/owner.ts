import { type Page, Person } from '../../../simulators/google/index.ts';
import type { World } from '../../support/world.ts';

export const DEMO = { username: 'demo@example.com', password: 'demo-password' } as const;

/** A person with a new browser at the sign-in of the account pages. */
export async function atSignIn(world: World): Promise<Person> {
  const person = new Person({ clock: world.clock });
  await person.open(`${world.url}/account`);
  return person;
}

/** A person who signed in. */
export async function signedIn(
  world: World,
  who: { username: string; password: string } = DEMO,
): Promise<Person> {
  const person = await atSignIn(world);
  await person.fill(who).press('Sign in');
  return person;
}

/** The webhook address that a page shows. */
export function webhookAddress(page: Page): string {
  return /https?:\/\/\S+\/webhooks\/sifely\/\S+/.exec(page.text)?.[0] ?? '';
}

/** The check boxes of locks on a page: id, and true if ticked. */
export function lockBoxes(page: Page): [string, boolean][] {
  return page.forms
    .flatMap(({ fields }) => fields)
    .filter(({ name }) => name === 'lock')
    .map(({ value, checked }) => [value, checked]);
}

/** The id of the linked account of this world. */
export function accountId(world: World): string {
  const linked = world.google.users.find(({ agentUserId }) => agentUserId !== undefined);
  if (linked?.agentUserId === undefined) throw new Error('no account is linked');
  return linked.agentUserId;
}

/** Changes a stored document of the linked account, as time or another part of the product would. */
export async function changeStored(
  world: World,
  collection: 'accounts' | 'states',
  change: (data: Record<string, unknown>) => Record<string, unknown>,
): Promise<void> {
  const key = { collection, id: accountId(world) } as const;
  const [document] = await world.store.get([key]);
  if (!document) throw new Error(`there is no document in ${collection}`);
  await world.store.replace(key, document.revision, change(document.data as Record<string, unknown>));
}

/** Alters a hidden field in every form of the page that has it, as only a hostile page does. */
export function forge({ page }: Person, name: string, value: string): void {
  const fields = page.forms.flatMap((form) => form.fields).filter((field) => field.name === name);
  if (fields.length === 0) throw new Error(`the page has no field ${name}`);
  for (const field of fields) field.value = value;
}
