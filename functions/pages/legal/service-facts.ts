import type { Config } from '../../config/config.ts';
import type { Words } from '../../languages/words.ts';

/** The service and who runs it, as pages name them. */
export interface ServiceFacts {
  readonly name: string;
  /** Absent if the operator is not named. */
  readonly operator?: string;
  /** An e-mail address, a web address, or what else leads to the operator. */
  readonly contact?: string;
  readonly host: string;
}

/** Returns the facts about the service. Without `SERVICE_NAME` its name is a description. */
export function serviceFacts(
  words: Words,
  { publicUrl, service = {} }: Pick<Config, 'publicUrl' | 'service'>,
): ServiceFacts {
  const { name, operator, contact } = service;
  return {
    name: name ?? words.text('front.title'),
    ...(operator !== undefined && { operator }),
    ...(contact !== undefined && { contact }),
    host: new URL(publicUrl).host,
  };
}
