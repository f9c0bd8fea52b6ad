import type { SyncDevice } from '../schemas/sync-answer.ts';

/** A person's wish for some devices. */
export type Wish =
  | { readonly kind: 'lock' | 'unlock' | 'ask'; readonly deviceIds: readonly string[] }
  /** The sentence was understood, and no device has that name. */
  | { readonly kind: 'unknown-device'; readonly name: string }
  /** The sentence was understood, and several devices have that name. */
  | { readonly kind: 'several-devices'; readonly name: string }
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
  /^(up|all|every|everything|all (of )?(the|my|our) (doors|locks)|all (doors|locks)|every (door|lock)|(the |my |our )?(doors|locks|house))$/;

/** Understands a sentence to Google about the devices of a user, in English. Polite words and "Hey Google" do not matter. */
export function understand(sentence: string, devices: readonly SyncDevice[]): Wish {
  const said = withoutManners(sentence);
  const routine = ROUTINES.find(({ phrase }) => said === phrase || said === phrase.replace(' ', ''));
  if (routine !== undefined) {
    const named = devices.filter(({ name }) => routine.devices.includes(name.name));
    return named.length === 0
      ? { kind: 'unknown-device', name: routine.devices.join(' and ') }
      : { kind: routine.do, deviceIds: named.map(({ id }) => id) };
  }
  const command = /^(lock|unlock|open|close|shut) (?:up (?=.))?(.+)$/.exec(said);
  if (command !== null) {
    const [, verb = '', name = ''] = command;
    return found(verb === 'unlock' || verb === 'open' ? 'unlock' : 'lock', name, devices);
  }
  const wanted = /^make sure (?:that )?(.+) (?:is|are) (?:locked|closed|shut)$/.exec(said);
  if (wanted !== null) return found('lock', wanted[1] ?? '', devices);
  const question =
    /^(?:is|are) (.+?) (?:still )?(?:(?:locked|unlocked|open|closed|shut|jammed)(?: up)?(?: or )?)+$/.exec(
      said,
    ) ??
    /^(?:check|tell me) (?:if|whether|that) (.+) (?:is|are) (?:locked|unlocked|open|closed|shut)$/.exec(
      said,
    ) ??
    /^(?:did|have) (?:i|you|we) (?:lock|locked|unlock|unlocked|close|closed) (.+)$/.exec(said) ??
    /^(?:(?:what is|what's|whats|how is) )?(?:the )?(?:state|status) of (.+)$/.exec(said);
  // Only a question is about any door: a command would move all of them.
  if (question !== null)
    return found(
      'ask',
      (question[1] ?? '').replace(/^any(thing|one)?( of the| of my)?( doors?| locks?)?$/, 'all'),
      devices,
    );
  return { kind: 'not-understood' };
}

function found(kind: 'lock' | 'unlock' | 'ask', spoken: string, devices: readonly SyncDevice[]): Wish {
  if (EVERYTHING.test(spoken) && devices.length > 0) return { kind, deviceIds: devices.map(({ id }) => id) };
  const parts = spoken.split(/\s*(?:,| and )\s*/).filter((part) => part !== '');
  const ids: string[] = [];
  // "Bed and breakfast" may be the name of one door.
  for (const name of devicesNamed(spoken, devices).length === 0 ? parts : [spoken]) {
    const [device, ...others] = devicesNamed(name, devices);
    if (device === undefined) return { kind: 'unknown-device', name };
    if (others.length > 0) return { kind: 'several-devices', name };
    ids.push(device.id);
  }
  return ids.length === 0 ? { kind: 'not-understood' } : { kind, deviceIds: [...new Set(ids)] };
}

/** Returns the devices of a name. Without one, "front" means the front door, and "garage door" or "garage lock" the garage. */
function devicesNamed(spoken: string, devices: readonly SyncDevice[]): SyncDevice[] {
  const wanted = withoutArticle(spoken);
  const forms = [wanted, `${wanted} door`, wanted.replace(/ (door|lock)$/, '')];
  // "The front and back doors"; "frontdoor".
  for (const each of [...forms, wanted.replace(/ doors$/, ' door'), wanted.replace(/(?<! )door$/, ' door')]) {
    const named = devices.filter(({ name }) =>
      [name.name, ...(name.nicknames ?? [])].some((known) => withoutArticle(plain(known)) === each),
    );
    if (named.length > 0) return named;
  }
  return [];
}

function withoutArticle(name: string): string {
  return name
    .trim()
    .replace(/^and /, '')
    .replace(/^(the|my|our) /, '');
}

/** True if a person who was asked for the PIN does not want to go on. */
export function isRefusal(said: string): boolean {
  return /^(|no|cancel|stop|never ?mind|forget it)$/.test(withoutManners(said));
}

/** Returns a sentence without what a polite person adds to it. */
function withoutManners(sentence: string): string {
  return plain(sentence)
    .replace(/^(hey|ok|okay),? google(,? |$)/, '')
    .replace(/^((please|could you|can you|would you|will you|now),? )+/, '')
    .replace(/(,? (please|thanks|thank you|for me|now|right now|google))+$/, '')
    .trim();
}

/** Returns a text as it sounds: small letters, no signs but commas and apostrophes, which are all of one kind. */
function plain(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFKC')
    .replaceAll(/[‘’ʼ`´]/g, "'")
    .replaceAll(/[.!?"“”]/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
