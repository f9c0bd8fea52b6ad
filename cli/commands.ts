import type { Command, CommandWithVerbs } from './command.ts';

/** A command as the list of all shows it; its code is loaded when it is called. */
export interface ListedCommand {
  /** One line without a full stop. */
  readonly summary: string;
  readonly load: () => Promise<Command | CommandWithVerbs>;
  /** `owner` for what an owner of locks does; absent for what an operator of the service does. */
  readonly group?: 'owner';
  /** True if it is of use when the settings file cannot be read; it finds the reason in {@link Terminal.settingsFault}. */
  readonly worksWithoutSettings?: true;
}

/** Returns a noun of the owner's command line: it works with an account at Sifely alone, whatever the settings of a service. */
function ofOwner(noun: string, summary: string): ListedCommand {
  const load = async () => {
    const { ownerCommand } = await import('./owner/owner-commands.ts');
    const others = Object.entries(COMMANDS).filter(([, { group }]) => group !== 'owner');
    return ownerCommand(
      noun,
      others.map(([name]) => name),
    );
  };
  return { summary, load, group: 'owner', worksWithoutSettings: true };
}

/** All commands by name, in the order in which a person meets them. */
export const COMMANDS: Readonly<Record<string, ListedCommand>> = {
  login: ofOwner('login', 'signs in at Sifely; asks for what is needed'),
  logout: ofOwner('logout', 'forgets the sign-in on this machine'),
  whoami: ofOwner('whoami', 'shows the account, its plan and the calls left in this month'),
  locks: ofOwner('locks', 'lists locks, shows one, locks and unlocks it, changes its settings'),
  codes: ofOwner('codes', 'lists, sets, changes and removes keypad codes'),
  guests: ofOwner(
    'guests',
    'lists, adds, changes and removes guests: people with several doors, days and hours',
  ),
  keys: ofOwner('keys', 'lists, sends, deletes and freezes keys of a lock; replaces the API key'),
  cards: ofOwner('cards', 'lists, adds, removes and changes cards of a lock'),
  fingerprints: ofOwner('fingerprints', 'lists the fingerprints of a lock'),
  records: ofOwner('records', 'lists and exports who came, how and when'),
  gateways: ofOwner('gateways', 'lists gateways with the locks that they hear'),
  groups: ofOwner('groups', 'lists the groups of the account'),
  api: ofOwner('api', 'makes any other call of the Sifely Open API'),
  completion: ofOwner('completion', 'prints the completion for bash, zsh or fish'),
  setup: {
    summary: 'sets everything up: asks, makes the secrets, writes the configuration',
    load: async () => (await import('./setup/setup.ts')).setup,
  },
  doctor: {
    summary: 'checks the installation, and says what to do about what it finds',
    load: async () => (await import('./doctor/doctor.ts')).doctor,
    worksWithoutSettings: true,
  },
  start: {
    summary: 'starts the server, or the demo if nothing is configured',
    load: async () => (await import('./start.ts')).start,
  },
  backup: {
    summary: 'writes a verified backup of the database, also while the server runs',
    load: async () => (await import('./backup.ts')).backup,
  },
  restore: {
    summary: 'puts a backup in the place of the database',
    load: async () => (await import('./restore.ts')).restore,
  },
  export: {
    summary: 'writes all accounts into a file, from SQLite or Firestore',
    load: async () => (await import('./export.ts')).exportCommand,
  },
  import: {
    summary: 'puts the accounts of an export into SQLite or Firestore',
    load: async () => (await import('./import.ts')).importCommand,
  },
  'rotate-keys': {
    summary: 'seals everything by the first key of ENCRYPTION_KEYS, so that older ones can go',
    load: async () => (await import('./rotate-keys.ts')).rotateKeys,
  },
  accounts: {
    summary: 'lists accounts, and shows, resyncs, unlinks, deletes or exports one',
    load: async () => (await import('./accounts/accounts.ts')).accounts,
  },
  vitals: {
    summary: 'prints what Google rates: success, speed and right states, by day',
    load: async () => (await import('./vitals.ts')).vitals,
  },
};
