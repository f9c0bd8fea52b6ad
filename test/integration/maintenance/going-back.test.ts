import { DatabaseSync } from 'node:sqlite';
import { SCHEMA } from '../../../functions/accounts/documents/schema-version.ts';
import { CLIENT } from '../../unit/accounts/fixture.ts';
import { Installation } from './installation.ts';

let installation: Installation;

beforeEach(async () => {
  installation = await Installation.start('sqlite');
});

afterEach(() => installation.close());

/** Runs SQL on the database of a server that is not running; returns the rows. */
function onFile(sql: string): unknown[] {
  const database = new DatabaseSync(installation.file);
  try {
    return database.prepare(sql).all();
  } finally {
    database.close();
  }
}

const data = () =>
  onFile(
    "SELECT * FROM documents WHERE collection IN ('accounts', 'states', 'identities') ORDER BY collection, id",
  );

/** How a newer release leaves the database when it changed the meaning of data. */
const UPGRADES = [
  ['the database', 'INSERT INTO migrations (version, applied_at) VALUES (99, 0)'],
  [
    'the accounts',
    `UPDATE documents SET data = json_set(data, '$.schema', ${SCHEMA + 1}) WHERE collection = 'accounts'`,
  ],
] as const;

test.each(UPGRADES)(
  'a release whose successor changed %s refuses the data, leaves them as they are, and goes on with the backup from before the upgrade',
  async (_, upgrade) => {
    const [ada] = await installation.link('ada@example.com');
    await installation.run(['backup', '--to', 'before-upgrade.sqlite']);
    onFile(upgrade);
    const newer = data();
    const refresh = async () => {
      const accounts = installation.accounts(installation.open());
      return accounts.refresh(ada?.refreshToken ?? '', CLIENT);
    };
    await expect(refresh()).rejects.toThrow(/newer release.*restore a backup from before the upgrade/);
    await installation.stop();
    expect(data()).toEqual(newer);

    const { code, printed } = await installation.run(['restore', 'before-upgrade.sqlite']);
    expect([code, printed[0]]).toEqual([0, expect.stringContaining(': 1 account.')]);
    expect(await refresh()).toMatchObject({ accountId: ada?.accountId });
  },
);
