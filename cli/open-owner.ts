// The clouds of the owner's command line. Wiring only: the one file of it that names the adapter of Sifely.
import type { Clock } from '../functions/clock.ts';
import type { SifelyProfile } from '../functions/config/config.ts';
import type { AccessCloudProvider } from '../functions/guests/access-cloud.ts';
import type { KeyRoller, LockCloudProvider } from '../functions/locks/lock-cloud.ts';
import type { Logger } from '../functions/logs/logger.ts';
import { systemRandom } from '../functions/random.ts';
import type { RawCaller } from '../functions/sifely/endpoints/raw-call.ts';
import { createSifelyCloud } from '../functions/sifely/index.ts';
import { openSqliteStore } from '../functions/store/sqlite/sqlite.ts';
import type { Store } from '../functions/store/store.ts';

export type { RawRequest } from '../functions/sifely/endpoints/raw-call.ts';
export { credentialsOfKey } from '../functions/sifely/index.ts';

/** Everything that an owner does at Sifely. */
export type OwnerCloud = LockCloudProvider & AccessCloudProvider & KeyRoller & RawCaller;

/** Where an account is, and how it signs in. */
export interface CloudAddress {
  readonly profile: SifelyProfile;
  /** An origin. */
  readonly server: string;
  readonly clientId?: string | undefined;
}

/** Opens the cloud of one account. Makes no call. */
export function openOwnerCloud(
  { profile, server, clientId }: CloudAddress,
  parts: { readonly clock: Clock; readonly logger: Logger },
): OwnerCloud {
  return createSifelyCloud({ ...parts, profile, baseUrl: server, clientId, random: systemRandom });
}

/** Opens the file in which this person's codes are kept, sealed; creates it. Rejects with `DatabaseFileError`. */
export function openCodeFile(file: string, clock: Clock): Store {
  return openSqliteStore({ file, clock });
}
