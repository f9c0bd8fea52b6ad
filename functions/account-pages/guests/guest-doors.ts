import type { LoadedAccount } from '../../accounts/accounts.ts';
import type { GuestView } from '../../guests/guest-view.ts';
import type { Words } from '../../languages/words.ts';
import { doorName } from '../activity/entry-words.ts';

/** A door for which guests can get a code or key. */
export interface GuestDoor {
  readonly lockId: string;
  readonly name: string;
  readonly groupName?: string;
}

/** Returns the doors of the account: all locks that Sifely lists, and those that a guest has already, by name. */
export function guestDoors(words: Words, loaded: LoadedAccount, guest?: GuestView): GuestDoor[] {
  const listed = Object.entries(loaded.states.locks)
    .filter(([, { listed }]) => listed !== undefined && listed.operability !== 'gone')
    .map(([lockId]) => lockId);
  const present = (guest?.doors ?? []).filter(({ state }) => state !== 'removed').map(({ lockId }) => lockId);
  const byName = new Intl.Collator(words.tag, { numeric: true });
  return [...new Set([...listed, ...present])]
    .map((lockId) => {
      const groupName = loaded.states.locks[lockId]?.listed?.groupName;
      return { lockId, name: doorName(words, loaded, lockId), ...(groupName !== undefined && { groupName }) };
    })
    .sort((one, other) => byName.compare(one.name, other.name));
}
