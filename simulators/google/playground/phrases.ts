import type { SyncDevice } from '../schemas/sync-answer.ts';

/** A person's wish for some devices. */
export type Wish =
  | { readonly kind: 'lock' | 'unlock' | 'ask'; readonly deviceIds: readonly string[] }
  /** The sentence was understood, and no device has that name. */
  | { readonly kind: 'unknown-device'; readonly name: string }
  | { readonly kind: 'not-understood' };

/** A routine of the Home app: a sentence that stands for commands. */
export interface Routine {
  readonly phrase: string;
  readonly do: 'lock' | 'unlock';
  /** Names of its devices; those that are not linked are left out. */
  readonly devices: readonly string[];
}

/** The routine that every user of the playground has. */
export const ROUTINES: readonly Routine[] = [
  { phrase: 'good night', do: 'lock', devices: ['Front door', 'Back door'] },
];

const EVERYTHING =
  /^(all|every|everything|all (of )?(the|my) (doors|locks)|all (doors|locks)|every (door|lock)|(the|my)? ?(doors|locks))$/;

/** Understands a sentence to Google about the devices of a user, in English. Polite words and "Hey Google" do not matter. */
export function understand(sentence: string, devices: readonly SyncDevice[]): Wish {
  const said = normalised(sentence);
  const routine = ROUTINES.find(({ phrase }) => said === phrase);
  if (routine !== undefined) {
    const named = devices.filter(({ name }) => routine.devices.includes(name.name));
    return named.length === 0
      ? { kind: 'unknown-device', name: routine.devices.join(' and ') }
      : { kind: routine.do, deviceIds: named.map(({ id }) => id) };
  }
  const command = /^(lock|unlock|open|close)(?: up)? (.+)$/.exec(said);
  if (command !== null) {
    const [, verb = '', name = ''] = command;
    return found(verb === 'lock' || verb === 'close' ? 'lock' : 'unlock', name, devices);
  }
  const question =
    /^(?:is|are) (.+?) (?:locked|unlocked|open|closed|shut)(?: now| up)?$/.exec(said) ??
    /^(?:did i|have i) (?:lock|locked) (.+)$/.exec(said) ??
    /^(?:what is|what's|how is) (?:the )?(?:state|status) of (.+)$/.exec(said);
  if (question !== null) return found('ask', question[1] ?? '', devices);
  return { kind: 'not-understood' };
}

function found(kind: 'lock' | 'unlock' | 'ask', spoken: string, devices: readonly SyncDevice[]): Wish {
  if (EVERYTHING.test(spoken) && devices.length > 0) return { kind, deviceIds: devices.map(({ id }) => id) };
  const parts = spoken.split(/\s*(?:,| and )\s*/).filter((part) => part !== '');
  const ids: string[] = [];
  // "Bed and breakfast" may be the name of one door.
  for (const name of deviceNamed(spoken, devices) === undefined ? parts : [spoken]) {
    const device = deviceNamed(name, devices);
    if (device === undefined) return { kind: 'unknown-device', name };
    ids.push(device.id);
  }
  return ids.length === 0 ? { kind: 'not-understood' } : { kind, deviceIds: [...new Set(ids)] };
}

function deviceNamed(spoken: string, devices: readonly SyncDevice[]): SyncDevice | undefined {
  const wanted = withoutArticle(spoken);
  const named = devices.filter(({ name }) =>
    [name.name, ...(name.nicknames ?? [])].some((each) => withoutArticle(each.toLowerCase()) === wanted),
  );
  return named.length === 1 ? named[0] : undefined;
}

function withoutArticle(name: string): string {
  return name.trim().replace(/^(the|my|our)\s+/, '');
}

function normalised(sentence: string): string {
  return sentence
    .toLowerCase()
    .normalize('NFKC')
    .replaceAll(/[.!?"“”]/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replace(/^(hey|ok|okay) google,? ?/, '')
    .replace(/^(please|could you|can you|would you) /, '')
    .replace(/ please$/, '')
    .trim();
}
