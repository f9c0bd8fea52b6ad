import type { Command } from './command.ts';

/** A command as the list of all shows it; its code is loaded when it is called. */
export interface ListedCommand {
  /** One line without a full stop. */
  readonly summary: string;
  readonly load: () => Promise<Command>;
}

/** All commands by name, in the order in which a person meets them. */
export const COMMANDS: Readonly<Record<string, ListedCommand>> = {
  setup: {
    summary: 'sets everything up: asks, makes the secrets, writes the configuration',
    load: async () => (await import('./setup/setup.ts')).setup,
  },
  start: {
    summary: 'starts the server, or the demo if nothing is configured',
    load: async () => (await import('./start.ts')).start,
  },
};
