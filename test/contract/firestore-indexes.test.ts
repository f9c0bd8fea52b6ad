import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Collection } from '../../functions/store/store.ts';

// A record, so that a new collection does not compile here until it has its indexes.
const COLLECTIONS: Record<Collection, true> = {
  accounts: true,
  states: true,
  identities: true,
  endings: true,
  codes: true,
  sessions: true,
  throttles: true,
  jobs: true,
  eventJobs: true,
  upkeepJobs: true,
  vitals: true,
  missed: true,
  guests: true,
  activity: true,
};

const root = join(__dirname, '../..');

describe('the indexes and rules deployed to Firestore', () => {
  const { fieldOverrides } = JSON.parse(readFileSync(join(root, 'firestore.indexes.json'), 'utf8'));

  test.each(Object.keys(COLLECTIONS))(
    'expire %s by TTL, index dueAt, and nothing of the data',
    (collection) => {
      const fields = fieldOverrides.filter(
        ({ collectionGroup }: { collectionGroup: string }) => collectionGroup === collection,
      );
      expect(fields).toEqual(
        expect.arrayContaining([
          { collectionGroup: collection, fieldPath: 'data', indexes: [] },
          { collectionGroup: collection, fieldPath: '_write', indexes: [] },
          { collectionGroup: collection, fieldPath: '_previous', indexes: [] },
          { collectionGroup: collection, fieldPath: '_claims', indexes: [] },
          { collectionGroup: collection, fieldPath: 'expireAt', ttl: true, indexes: [] },
          {
            collectionGroup: collection,
            fieldPath: 'dueAt',
            indexes: [{ order: 'ASCENDING', queryScope: 'COLLECTION' }],
          },
        ]),
      );
      expect(fields).toHaveLength(collection === 'states' ? 7 : 6);
    },
  );

  test('index the due times of states by parts', () => {
    expect(fieldOverrides).toContainEqual({
      collectionGroup: 'states',
      fieldPath: 'due',
      indexes: [{ order: 'ASCENDING', queryScope: 'COLLECTION' }],
    });
  });

  test('let no client read or write anything', () => {
    const rules = readFileSync(join(root, 'firestore.rules'), 'utf8');
    expect(rules.match(/allow [^;]*;/g)).toEqual(['allow read, write: if false;']);
  });
});
