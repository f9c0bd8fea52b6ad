import type { RequestHandler } from 'express';
import { createSealer } from '../accounts/sealing.ts';
import type { Clock } from '../clock.ts';
import type { Config } from '../config/config.ts';
import type { Logger } from '../logs/logger.ts';
import type { Random } from '../random.ts';
import type { Store } from '../store/store.ts';
import { type BrowserCookies, createBrowserCookies } from './browser-cookie.ts';
import { createLogCall, type LogCall } from './call-log.ts';
import { createFormTokens, type FormTokens } from './forms/form-tokens.ts';
import { pageHeaders } from './page-headers.ts';
import { pageLanguage } from './page-language.ts';
import { createSessions, type Sessions } from './sessions.ts';
import { createKnownBrowsers, type KnownBrowsers } from './throttle/known-browsers.ts';
import { createThrottle, type Throttle } from './throttle/throttle.ts';

interface PageKitDeps {
  readonly config: Pick<Config, 'encryptionKeys' | 'publicUrl' | 'platform' | 'service'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly store: Store;
}

/** The parts that all pages share: the cookies, one set of sessions, and one limit of sign-ins for linking and account. */
export interface PageKit {
  readonly cookies: BrowserCookies;
  readonly sessions: Sessions;
  readonly formTokens: FormTokens;
  readonly throttle: Throttle;
  readonly knownBrowsers: KnownBrowsers;
  readonly logCall: LogCall;
  /** Middleware that sets the headers of a page. */
  headers(): RequestHandler[];
  /** Middleware that chooses the language of a page. */
  readonly language: RequestHandler;
}

/** Builds the {@link PageKit}. */
export function createPageKit(deps: PageKitDeps): PageKit {
  const { config, random } = deps;
  const sealer = createSealer(config.encryptionKeys, random);
  const cookies = createBrowserCookies(random, config.publicUrl, config.platform);
  return {
    cookies,
    sessions: createSessions({ ...deps, sealer, cookies }),
    formTokens: createFormTokens(sealer),
    throttle: createThrottle({ ...deps, sealer }),
    knownBrowsers: createKnownBrowsers({ ...deps, sealer }),
    logCall: createLogCall(deps),
    headers: () => pageHeaders(config),
    language: pageLanguage(cookies, config),
  };
}
