import { Router } from 'express';
import type { Clock } from '../clock.ts';
import type { Config } from '../config/config.ts';
import type { PlanReader } from '../doctor/scan-accounts.ts';
import type { VitalsStore } from '../metrics/vitals-counter.ts';
import { readBody } from '../pages/forms/form-body.ts';
import { pageErrorHandler } from '../pages/page-error-handler.ts';
import type { PageKit } from '../pages/page-kit.ts';
import { englishOnly } from '../pages/page-language.ts';
import type { Random } from '../random.ts';
import type { HomeGraph } from '../reporting/home-graph.ts';
import type { Store } from '../store/store.ts';
import { createInstallationCheck } from './check-installation.ts';
import type { OperatorMachine } from './machine.ts';
import { createOperatorVisits } from './operator-visits.ts';
import { OPERATOR_PATHS } from './paths.ts';
import { createConsole } from './show-console.ts';
import { createOperatorSignIn } from './sign-in.ts';

interface OperatorPageDeps {
  readonly config: Config;
  readonly clock: Clock;
  readonly random: Random;
  readonly store: Store;
  readonly homeGraph: Pick<HomeGraph, 'query'>;
  readonly cloud: PlanReader;
  readonly vitals?: VitalsStore | undefined;
  readonly pageKit: PageKit;
  readonly machine: OperatorMachine;
}

/** Creates `/operator`, for the person who has the token: vitals, counts, and a check of the installation. Names no account and no person. */
export function createOperatorPage(deps: OperatorPageDeps, token: string): Router {
  const { cookies, sessions, formTokens, throttle, logCall, headers } = deps.pageKit;
  const visits = createOperatorVisits({ ...deps, cookies, sessions, formTokens, token });
  const signIn = createOperatorSignIn({ ...deps, sessions, throttle, visits, token });
  const console = createConsole({
    ...deps,
    sessions,
    visits,
    checkInstallation: createInstallationCheck(deps),
  });

  const router = Router();
  const log = (endpoint: string) => logCall(endpoint, 'operator call');
  // For every answer below `/operator`: redirects and refusals too.
  router.use(OPERATOR_PATHS.page, headers(), englishOnly);
  router.get(OPERATOR_PATHS.page, log('page'), visits.handler(console.open, signIn.open), pageErrorHandler);
  router.post(
    OPERATOR_PATHS.signIn,
    log('sign-in'),
    readBody,
    visits.anyone(signIn.submit),
    pageErrorHandler,
  );
  const buttons = { check: console.check, signOut: console.signOut } as const;
  for (const [name, press] of Object.entries(buttons)) {
    const path = OPERATOR_PATHS[name as keyof typeof buttons];
    router.post(path, log(name), readBody, visits.handler(press), pageErrorHandler);
  }
  router.get([OPERATOR_PATHS.signIn, OPERATOR_PATHS.check, OPERATOR_PATHS.signOut], (_, response) =>
    response.redirect(303, OPERATOR_PATHS.page),
  );
  return router;
}
