/**
 * The schema version that this release writes into `accounts`, `states` and `identities`. Raise it only for a change that an
 * earlier release would misread; a new optional field is none, since earlier releases keep fields that they do not know.
 */
export const SCHEMA = 1;

/** Brings the data of one version to the next. */
export type Migration = (data: Readonly<Record<string, unknown>>) => Record<string, unknown>;

export type VersionedCollection = 'accounts' | 'states' | 'identities';

/** By collection; the first migrates version 1 to 2. Never edit a released one: add one, and raise {@link SCHEMA}. */
const MIGRATIONS: Readonly<Record<VersionedCollection, readonly Migration[]>> = {
  accounts: [],
  states: [],
  identities: [],
};

/** Returns data with the version of this release, to be stored. */
export function withSchema<T extends object>(data: T): T & { readonly schema: number } {
  return { ...data, schema: SCHEMA };
}

/** A stored document was written by a newer release, which changed its meaning. It is not overwritten. */
export class NewerReleaseError extends Error {
  override readonly name = 'NewerReleaseError';
}

/** Returns the version of a stored document; 1 if it does not say, as before versions were stored. */
function versionOf(data: object): number {
  const version: unknown = 'schema' in data ? data.schema : 1;
  return typeof version === 'number' ? version : 1;
}

/**
 * Migrates a stored document to the version of this release; it is stored so with its next write. `name` is its address, for
 * the error. Throws {@link NewerReleaseError}.
 */
export function migrateDocument(
  collection: VersionedCollection,
  data: unknown,
  name: string,
  { migrations = MIGRATIONS[collection], newest = SCHEMA } = {},
): unknown {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return data;
  const version = versionOf(data);
  if (version > newest) {
    throw new NewerReleaseError(
      `${name} is from a newer release (schema ${version}, this release knows ${newest}): start that release again, or restore a backup from before the upgrade (docs/upgrade.md)`,
    );
  }
  let migrated: Readonly<Record<string, unknown>> = { ...data };
  for (const migrate of migrations.slice(version - 1)) migrated = migrate(migrated);
  return migrated;
}
