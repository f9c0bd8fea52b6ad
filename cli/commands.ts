import type { Command } from './command.ts';

/** A command as the list of all shows it; its code is loaded when it is called. */
export interface ListedCommand {
  /** One line without a full stop. */
  readonly summary: string;
  readonly load: () => Promise<Command>;
  /** True if it is of use when the settings file cannot be read; it finds the reason in {@link Terminal.settingsFault}. */
  readonly worksWithoutSettings?: true;
}

/** All commands by name, in the order in which a person meets them. */
export const COMMANDS: Readonly<Record<string, ListedCommand>> = {
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
