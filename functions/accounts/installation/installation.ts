import type { EncryptionKey } from '../../config/config.ts';
import type { ConfigProblem } from '../../config/config-error.ts';
import { DEMO_KEY_ID } from '../../config/encryption-keys.ts';
import type { Random } from '../../random.ts';
import { FOREVER } from '../../store/document-rules.ts';
import type { DocumentKey, Store } from '../../store/store.ts';
import { CREDENTIALS_PURPOSE } from '../credentials/credential-store.ts';
import { createSealer, type Sealed } from '../sealing.ts';

/** `other`: a key has the id of one that the data need. `missing`: a key that the data need is not there. */
export interface KeyProblem {
  readonly kind: 'other' | 'missing';
  readonly keyId: string;
}

/** Tells one installation from another: the same settings on another database are another one. */
export interface Installation {
  /** Random; `undefined` if nothing was stored yet. */
  readonly id: string | undefined;
  /** Why `ENCRYPTION_KEYS` does not fit the database; `undefined` if it does. */
  readonly problem: KeyProblem | undefined;
}

/** The document: its random id, and a known text sealed with each key that was in use, by which a wrong key shows. */
interface StoredInstallation {
  readonly id: string;
  readonly checks: readonly Sealed[];
}

type ReadStore = Pick<Store, 'get' | 'due' | 'dueKeys'>;

interface InstallationDeps<S extends ReadStore> {
  readonly store: S;
  readonly keys: readonly EncryptionKey[];
  readonly random: Pick<Random, 'bytes'>;
}

const KEY: DocumentKey = { collection: 'endings', id: 'installation' };
const OWNER = 'installation';
const PURPOSE = 'key check';
const TEXT = 'sifely-google-home';
/** Accounts that are opened where no check value says if the keys fit. */
const SAMPLE = 20;
/** More concurrent starts than that write something else. */
const MAX_ATTEMPTS = 8;

/** Reads the installation and verifies the keys. Writes nothing. */
export async function readInstallation(deps: InstallationDeps<ReadStore>): Promise<Installation> {
  const [document] = await deps.store.get([KEY]);
  const stored = document === undefined ? undefined : parse(document.data);
  const { problem } = await verify(deps, stored?.checks ?? []);
  return { id: stored?.id, problem };
}

/** As {@link readInstallation}; stores an id and the check values of keys that are in use, unless they do not fit. */
export async function openInstallation(
  deps: InstallationDeps<ReadStore & Pick<Store, 'create' | 'replace'>>,
): Promise<Installation> {
  const { store, random } = deps;
  for (let attempt = 0; ; attempt++) {
    const [document] = await store.get([KEY]);
    const stored = document === undefined ? undefined : parse(document.data);
    const { problem, checks } = await verify(deps, stored?.checks ?? []);
    if (problem !== undefined) return { id: stored?.id, problem };
    if (stored !== undefined && checks === stored.checks) return { id: stored.id, problem };
    const next = { id: stored?.id ?? random.bytes(16).toString('base64url'), checks };
    const written =
      document === undefined
        ? await store.create(KEY, next)
        : await store.replace(KEY, document.revision, next);
    if (written !== undefined || attempt >= MAX_ATTEMPTS) return { id: next.id, problem };
  }
}

/** Returns the problem as one of the setting, with what the owner can do. */
export function describeKeyProblem({ kind, keyId }: KeyProblem): ConfigProblem {
  const name = 'ENCRYPTION_KEYS';
  const lost = 'If it is lost, everyone has to link again: docs/troubleshooting.md says how.';
  return kind === 'other'
    ? {
        name,
        message: `${name} has another key under the id "${keyId}" than the one that this database is encrypted with.`,
        remedy: `Put the former key back; a new key needs an id of its own, in front of it. ${lost}`,
      }
    : {
        name,
        message: `${name} lacks the key with the id "${keyId}", which this database is encrypted with.`,
        remedy: `Put that key back, behind the new one, or choose the DATA_DIR that belongs to these keys. ${lost}`,
      };
}

interface Verified {
  readonly problem?: KeyProblem;
  /** The check values to store; the argument if nothing is new. */
  readonly checks: readonly Sealed[];
}

/**
 * Check values decide. Where the newest key has none yet, or one does not open, accounts are opened: a database without accounts takes any
 * key, and of an older key only one that has opened an account is known to be right.
 */
async function verify(
  deps: Pick<InstallationDeps<ReadStore>, 'store' | 'keys' | 'random'>,
  checks: readonly Sealed[],
): Promise<Verified> {
  const { store, keys, random } = deps;
  const [newest] = keys;
  if (newest === undefined) return { checks };
  const sealer = createSealer(keys, random);
  const isConfigured = ({ keyId }: Sealed) => keys.some(({ id }) => id === keyId);
  const opens = (owner: string, purpose: string, sealed: Sealed): boolean => {
    try {
      sealer.open(owner, purpose, sealed);
      return true;
    } catch {
      return false;
    }
  };
  const known = checks.filter(isConfigured);
  const wrong = known.filter((check) => !opens(OWNER, PURPOSE, check));
  if (wrong.length === 0 && known.some(({ keyId }) => keyId === newest.id)) return { checks };

  const accounts = await sampleAccounts(store);
  const opened = accounts.filter(({ id, credentials }) => opens(id, CREDENTIALS_PURPOSE, credentials));
  // Data of another installation may have been imported after a start with other keys: then accounts know better.
  const refuted = wrong.find((check) => !opened.some(({ credentials }) => credentials.keyId === check.keyId));
  if (refuted !== undefined && accounts.length > 0) return { problem: otherKey(refuted), checks };
  const closed = accounts.filter((account) => !opened.includes(account));
  const otherwise = closed.find(({ credentials }) => isConfigured(credentials));
  if (otherwise !== undefined) return { problem: otherKey(otherwise.credentials), checks };
  const [first] = closed;
  // Some accounts that wait for a key that was removed too early are told by doctor: they must not stop all others.
  if (first !== undefined && opened.length === 0 && known.length === 0) {
    return { problem: { kind: 'missing', keyId: first.credentials.keyId }, checks };
  }
  const right = checks.filter((check) => !wrong.includes(check));
  const proven = new Set([newest.id, ...opened.map(({ credentials }) => credentials.keyId)]);
  proven.delete(DEMO_KEY_ID);
  const added = keys.filter(({ id }) => proven.has(id) && !right.some(({ keyId }) => keyId === id));
  if (wrong.length === 0 && added.length === 0) return { checks };
  return {
    checks: [...right, ...added.map((key) => createSealer([key], random).seal(OWNER, PURPOSE, TEXT))],
  };
}

function otherKey({ keyId }: Sealed): KeyProblem {
  return { kind: 'other', keyId };
}

interface SampledAccount {
  readonly id: string;
  readonly credentials: Sealed;
}

/** Returns some linked accounts. Those of the demo, which may have used the same folder, do not count. */
async function sampleAccounts(store: ReadStore): Promise<SampledAccount[]> {
  const query = { until: FOREVER, limit: SAMPLE };
  // Accounts of earlier releases are found by their states.
  const [accounts, states] = await Promise.all([
    store.dueKeys('accounts', query),
    store.dueKeys('states', query),
  ]);
  const ids = [...new Set([...accounts, ...states].map(({ key }) => key.id))];
  if (ids.length === 0) return [];
  const documents = await store.get(ids.map((id) => ({ collection: 'accounts', id })));
  return documents.flatMap((document) => {
    const credentials = sealedIn(Object(document?.data).credentials);
    if (document === undefined || credentials === undefined || credentials.keyId === DEMO_KEY_ID) return [];
    return [{ id: document.key.id, credentials }];
  });
}

function parse(data: unknown): StoredInstallation {
  const { id, checks } = Object(data);
  const sealed = (Array.isArray(checks) ? checks : []).map(sealedIn).filter((check) => check !== undefined);
  return { id: String(id), checks: sealed };
}

function sealedIn(data: unknown): Sealed | undefined {
  const { keyId, iv, box } = Object(data);
  const isSealed = typeof keyId === 'string' && typeof iv === 'string' && typeof box === 'string';
  return isSealed ? { keyId, iv, box } : undefined;
}
