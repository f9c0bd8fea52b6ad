import type { Approach } from '../credentials.ts';
import type { SimulatorOptions } from '../options.ts';
import type { Generation, Profile } from '../world/world.ts';
import type { ReplyOptions } from './replies.ts';

/** Paths without a credential that only TTLock's dialect has. */
const TTLOCK_PATHS: ReadonlySet<string> = new Set(['/oauth2/token', '/v3/user/register']);

/**
 * Tells the fronts apart, where several are open at one address: a call in TTLock's dialect carries its token as a parameter
 * and no Authorization header; an API key begins with `sk-`.
 */
export function approachOf(
  profiles: readonly Profile[],
  path: string,
  header: string | undefined,
  parameters: URLSearchParams,
): Approach {
  const generations = profiles.filter((each) => each !== 'ttlock');
  const speaksTtlock =
    generations.length === 0 ||
    TTLOCK_PATHS.has(path) ||
    (header === undefined && parameters.has('accessToken'));
  if (profiles.includes('ttlock') && speaksTtlock)
    return { profile: 'ttlock', credential: parameters.get('accessToken') || undefined };
  return { profile: generationOf(generations, header), credential: header };
}

function generationOf(generations: readonly Generation[], header: string | undefined): Generation {
  const [only] = generations;
  if (generations.length === 1 && only) return only;
  return header !== undefined && /^(Bearer\s+)?sk-/i.test(header) ? 'api-key' : 'oauth';
}

/** Returns the options of a front's replies. TTLock answers bare, with numbers, and with failures in `errcode`. */
export function replyOptionsOf(profile: Profile, options: SimulatorOptions): ReplyOptions {
  if (profile !== 'ttlock') return options;
  const { omitFromPages } = options;
  return { replies: 'bare', failuresIn: 'errcode', ...(omitFromPages && { omitFromPages }) };
}
