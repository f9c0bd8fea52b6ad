import type { Noun } from './verb.ts';
import { api } from './verbs/api.ts';
import { cards, fingerprints } from './verbs/cards.ts';
import { codes } from './verbs/codes.ts';
import { gateways } from './verbs/gateways.ts';
import { groups } from './verbs/groups.ts';
import { guests } from './verbs/guests.ts';
import { keys } from './verbs/keys.ts';
import { locks } from './verbs/locks.ts';
import { records } from './verbs/records.ts';
import { login, logout, whoami } from './verbs/session.ts';

/** The nouns of the owner's command line, in the order in which a person meets them. */
export const NOUNS: Readonly<Record<string, Noun>> = {
  ...{ login, logout, whoami },
  ...{ locks, codes, guests, keys, cards, fingerprints, records, gateways, groups },
  api,
};
