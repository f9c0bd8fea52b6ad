import type { Operator } from '../open-operator.ts';

/** 16 random bytes in base64url. */
const ID = /^[A-Za-z0-9_-]{22}$/;

/** Returns the id of an account that exists, by its id or by the Sifely user name of its owner; `undefined` if there is none. */
export async function findAccount({ accounts }: Operator, who: string): Promise<string | undefined> {
  const byId = ID.test(who) ? await accounts.load(who) : undefined;
  const found = byId ?? (await accounts.findByUser(who));
  return found?.account.id;
}
