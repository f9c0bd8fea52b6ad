import type { ListedLock } from '../../locks/account-state.ts';

/** Google truncates longer names silently (HomeGraph `DeviceNames`). */
const MAX_NAME_LENGTH = 60;

interface SpokenNames {
  readonly name: string;
  readonly nicknames: readonly string[];
}

/** Reduces a text to what can be spoken: one line, single spaces, at most 60 code points. It may end up empty. */
export function speakable(text: string, maxLength = MAX_NAME_LENGTH): string {
  const words = text
    .normalize('NFC')
    .replace(/[\p{C}_]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  if (!/[\p{L}\p{N}]/u.test(words)) return '';
  return [...words].slice(0, maxLength).join('').trim();
}

/** Returns the names of all locks. Equal ones get their group if that differs, else a number; an unspeakable one is "Lock". */
export function spokenNames(locks: readonly Pick<ListedLock, 'name' | 'groupName'>[]): SpokenNames[] {
  const bases = locks.map(({ name }) => speakable(name) || 'Lock');
  const namesakes = (base: string) => locks.filter((_, index) => fold(bases[index] ?? '') === fold(base));
  const taken = new Set(bases.map(fold).filter((base) => namesakes(base).length === 1));
  const names = locks.map((lock, index) => {
    const base = bases[index] ?? 'Lock';
    const others = namesakes(base);
    if (others.length === 1) return base;
    const byGroup = new Set(others.map(({ groupName }) => groupName)).size > 1;
    const name = firstFree(candidates(base, byGroup ? lock.groupName : undefined), taken);
    taken.add(fold(name));
    return name;
  });
  return names.map((name) => ({ name, nicknames: nicknames(name, taken) }));
}

/** Yields different names for one base, without an end. */
function* candidates(base: string, group: string | undefined): Generator<string> {
  const spokenGroup = speakable(group ?? '');
  yield spokenGroup === '' ? base : withSuffix(base, ` ${spokenGroup}`);
  for (let number = 2; ; number++) yield withSuffix(base, ` ${number}`);
}

function firstFree(names: Iterable<string>, taken: ReadonlySet<string>): string {
  for (const name of names) if (!taken.has(fold(name))) return name;
  return 'Lock';
}

function withSuffix(base: string, suffix: string): string {
  const tail = [...suffix].slice(0, MAX_NAME_LENGTH / 2).join('');
  return `${speakable(base, MAX_NAME_LENGTH - [...tail].length)}${tail}`;
}

/** "Front door lock" has the nickname "front door", and the reverse, unless another lock has that name. */
function nicknames(name: string, taken: ReadonlySet<string>): string[] {
  const bare = name.replace(/\s+(smart )?lock$/iu, '');
  const other = bare === name ? `${name} lock` : bare;
  const usable = other.length > 0 && [...other].length <= MAX_NAME_LENGTH && !taken.has(fold(other));
  return usable && /\p{L}/u.test(name) && fold(name) !== 'lock' ? [other] : [];
}

function fold(name: string): string {
  return name.toLowerCase();
}
