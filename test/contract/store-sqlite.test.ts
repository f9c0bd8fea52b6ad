import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore } from '../../functions/store/sqlite/sqlite.ts';
import { storeContract } from './store-contract.ts';

storeContract('SQLite in a file', async (clock) => {
  const folder = mkdtempSync(join(tmpdir(), 'store-'));
  const store = openSqliteStore({ file: join(folder, 'data.db'), clock });
  return {
    store,
    close: async () => {
      await store.close();
      rmSync(folder, { recursive: true });
    },
  };
});

storeContract('SQLite in memory', async (clock) => {
  const store = openSqliteStore({ file: ':memory:', clock });
  return { store, close: () => store.close() };
});
