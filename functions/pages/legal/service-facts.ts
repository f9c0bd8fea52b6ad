import type { Config } from '../../config/config.ts';

/** The service and who runs it, as pages name them. */
export interface ServiceFacts {
  readonly name: string;
  /** Absent if the operator is not named. */
  readonly operator?: string;
  /** An e-mail address, a web address, or what else leads to the operator. */
  readonly contact?: string;
  readonly host: string;
}

/** The name of the service unless `SERVICE_NAME` says otherwise. */
const DEFAULT_NAME = 'Sifely locks in Google Home';

/** Returns the facts about the service. */
export function serviceFacts({
  publicUrl,
  service = {},
}: Pick<Config, 'publicUrl' | 'service'>): ServiceFacts {
  const { name, operator, contact } = service;
  return {
    name: name ?? DEFAULT_NAME,
    ...(operator !== undefined && { operator }),
    ...(contact !== undefined && { contact }),
    host: new URL(publicUrl).host,
  };
}
