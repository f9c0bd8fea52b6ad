import type { VoiceNames } from '../../accounts/account.ts';
import type { ListedLock } from '../../locks/account-state.ts';
import { foldName, MAX_NAME_LENGTH, newNames, speakable } from '../../locks/spoken-name.ts';

interface SpokenNames {
  readonly name: string;
  readonly nicknames: readonly string[];
}

/** The names of a lock: that of the lock cloud, and those of its owner. */
interface NamedLock extends Pick<ListedLock, 'name' | 'groupName'> {
  readonly voice?: VoiceNames | undefined;
}

/**
 * Returns the names of all locks: the owner's, else those of the lock cloud. Equal ones get their group if that differs, else a number, but
 * for the only one that its owner has named so; an unspeakable one is "Lock".
 */
export function spokenNames(locks: readonly NamedLock[]): SpokenNames[] {
  const wished = locks.map(({ name, groupName, voice }) => {
    const chosen = speakable(voice?.name ?? '');
    const base = chosen || speakable(name) || 'Lock';
    return { base, folded: foldName(base), groupName, isChosen: chosen !== '' };
  });
  const shared = new Map(
    [...Map.groupBy(wished, ({ folded }) => folded)]
      .filter(([, { length }]) => length > 1)
      .map(([folded, all]) => {
        const [first, ...others] = all.filter(({ isChosen }) => isChosen);
        const byGroup = new Set(all.map(({ groupName }) => groupName)).size > 1;
        const owner = others.length === 0 ? first : undefined;
        return [folded, { byGroup, number: 2, owner }];
      }),
  );
  const taken = new Set(
    wished.flatMap((lock) => {
      const same = shared.get(lock.folded);
      return same === undefined || same.owner === lock ? [lock.folded] : [];
    }),
  );
  const names = wished.map((lock) => {
    const { base, folded, groupName } = lock;
    const same = shared.get(folded);
    if (same === undefined || same.owner === lock) return base;
    let name = same.byGroup ? withGroup(base, groupName) : base;
    // All smaller numbers are taken: an account may have hundreds of doors of one name.
    for (; taken.has(foldName(name)); same.number++) name = withSuffix(base, ` ${same.number}`);
    taken.add(foldName(name));
    return name;
  });
  const own = locks.map(({ voice }) => newNames(voice?.nicknames ?? [], taken));
  return names.map((name, index) => ({ name, nicknames: [...(own[index] ?? []), ...derived(name, taken)] }));
}

function withGroup(base: string, group = ''): string {
  const spokenGroup = speakable(group);
  return spokenGroup === '' ? base : withSuffix(base, ` ${spokenGroup}`);
}

function withSuffix(base: string, suffix: string): string {
  const tail = [...suffix].slice(0, MAX_NAME_LENGTH / 2).join('');
  return `${speakable(base, MAX_NAME_LENGTH - [...tail].length)}${tail}`;
}

/** "Front door lock" has the nickname "front door", and the reverse, unless another lock has that name. */
function derived(name: string, taken: ReadonlySet<string>): string[] {
  const bare = name.replace(/\s+(smart )?lock$/iu, '');
  const other = bare === name ? `${name} lock` : bare;
  const usable = other.length > 0 && [...other].length <= MAX_NAME_LENGTH && !taken.has(foldName(other));
  return usable && /\p{L}/u.test(name) && foldName(name) !== 'lock' ? [other] : [];
}
