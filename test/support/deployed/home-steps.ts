import { type GoogleUser, Person } from '../../../simulators/google/index.ts';
import { PIN } from '../deployment.ts';
import { walkThroughLinking } from '../link-walk.ts';

/** Links a home of `rowOfHomes`. `account`: its name, if the user is another person of its household. */
export async function linkHome(user: GoogleUser, account = user.name): Promise<void> {
  const choices = { username: `${account}@example.com`, password: `${account}-password`, pin: PIN };
  const linked = await user.linkAs(new Person(), (person) => walkThroughLinking(person, choices));
  if (!linked.linked) throw new Error(`Linking ended with ${linked.error}`);
}

/** Adds to a count by name. */
export function count(counts: Record<string, number>, what: string, times = 1): void {
  counts[what] = (counts[what] ?? 0) + times;
}

/** Waits, in real time. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));
}
