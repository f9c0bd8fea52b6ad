import type { Command } from './command.ts';

/** `start`: the server in this process. It ends by a signal. */
export const start: Command = {
  description:
    'Starts the server with the settings of the environment and of the file .env. With nothing set it is the demo, which needs the source code.',
  options: {},
  async run() {
    await import('../functions/server.ts');
    return new Promise<number>(() => {});
  },
};
