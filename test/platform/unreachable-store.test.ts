import { randomBytes } from 'node:crypto';
import { freePorts } from '../support/free-ports.ts';
import { Program } from '../support/program.ts';

test('a command says that the database does not answer, and does not end well in the middle of a pause', async () => {
  const command = Program.node(['cli/main.ts', 'accounts', 'list', '--firebase', 'demo-test'], {
    env: {
      ENCRYPTION_KEYS: `k1:${randomBytes(32).toString('base64')}`,
      FIRESTORE_EMULATOR_HOST: `127.0.0.1:${await freePorts(1)}`,
    },
  });
  expect(await command.ended).toBe(1);
  expect(command.output).toContain('The database does not answer: Firestore');
  expect(command.output).not.toMatch(/\n\s+at /);
}, 30_000);
