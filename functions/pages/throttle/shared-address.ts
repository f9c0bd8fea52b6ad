/** Who signed in from an address with the right password, by a part of their hash, and when last (ms since the epoch). */
export type People = Readonly<Record<string, number>>;

/** Wrong sign-ins from one address within the window: a household, an office or a mobile carrier shares one. */
const MAX_ATTEMPTS = 40;

/** The same for an address that everybody shares: one guess a second. */
const MAX_SHARED_ATTEMPTS = 900;
const ATTEMPTS_PER_PERSON = 4;
const MAX_PEOPLE = Math.ceil((MAX_SHARED_ATTEMPTS - MAX_ATTEMPTS) / ATTEMPTS_PER_PERSON);

/** The time for which a person who signed in counts. */
const REMEMBER_MS = 24 * 60 * 60_000;

/** So many characters of a hash tell the people of one address apart. */
const PERSON_LENGTH = 8;

/**
 * Returns the number of wrong sign-ins that an address has within the window. An address from which many people sign in with the right
 * password is a content network's, a carrier's or a proxy's: one who guesses there must not lock out all the others, so each of them
 * raises the limit. One who guesses would need as many Sifely accounts for that; and user names have limits of their own.
 * `isShared`: the address is known to be a proxy's.
 */
export function addressLimit(people: People | undefined, isShared: boolean, now: number): number {
  if (isShared) return MAX_SHARED_ATTEMPTS;
  const raised = MAX_ATTEMPTS + Object.keys(presentPeople(people, now)).length * ATTEMPTS_PER_PERSON;
  return Math.min(raised, MAX_SHARED_ATTEMPTS);
}

/** Adds a person, by their hash, to those of an address. Beyond what raises the limit, the longest absent leave. */
export function withPerson(people: People | undefined, hash: string, now: number): People {
  const added = { ...presentPeople(people, now), [hash.slice(-PERSON_LENGTH)]: now };
  const newest = Object.entries(added).sort(([, a], [, b]) => b - a);
  return Object.fromEntries(newest.slice(0, MAX_PEOPLE));
}

/** Returns the time at which none of the people counts any more; 0 without people. */
export function peopleExpireAt(people: People = {}): number {
  return Math.max(0, ...Object.values(people).map((at) => at + REMEMBER_MS));
}

function presentPeople(people: People = {}, now: number): People {
  return Object.fromEntries(Object.entries(people).filter(([, at]) => at > now - REMEMBER_MS));
}
