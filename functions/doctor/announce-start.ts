import { join } from 'node:path';
import { commandCall } from '../config/command-call.ts';
import { serviceAccountOf } from '../config/credentials-file.ts';
import type { Logger } from '../logs/logger.ts';
import { START_CHECKS } from './all-checks.ts';
import type { HereDeps } from './deps.ts';
import type { Finding } from './finding.ts';
import { runChecks } from './run-checks.ts';

interface AnnounceDeps extends HereDeps {
  readonly logger: Logger;
  /** The address at which the server listens. */
  readonly url: string;
  /** Writes for the person at the terminal. */
  readonly write: (text: string) => void;
}

/**
 * Says at a configured start where the server is reached, what it reports to, and what is missing: in plain words, or as lines of the log
 * where programs read it. Looks at this machine alone.
 */
export async function announceStart(deps: AnnounceDeps): Promise<void> {
  const { config, logger, write } = deps;
  const findings = (await runChecks(START_CHECKS, deps)).filter(({ level }) => level !== 'ok');
  if (config.log.format === 'terminal') {
    write(`${startText(deps, findings)}\n`);
    return;
  }
  logger.info('reports to', { homeGraph: new URL(config.google.homegraphUrl).host });
  for (const { check, found, todo } of findings) {
    logger.warn('the installation is not complete', { check, found, todo });
  }
}

function startText({ config, env, url }: AnnounceDeps, findings: readonly Finding[]): string {
  const { credentialsFile, homegraphUrl } = config.google;
  const account = credentialsFile === undefined ? undefined : serviceAccountOf(credentialsFile);
  const as = account === undefined ? '' : `, by a service account of ${account.project}`;
  const store = config.store === 'sqlite' ? join(config.dataDir, 'store.sqlite') : 'Firestore';
  const isOutside = config.publicUrl !== url;
  return [
    '',
    `  Google and people reach this server at  ${config.publicUrl}`,
    ...(isOutside ? [`  what is in front of it passes on to     ${url}`] : []),
    `  it reports states to                    ${new URL(homegraphUrl).host}${as}`,
    `  its data are in                         ${store}`,
    '',
    ...findings.flatMap(({ found, todo }) => [
      `  ! ${found}`,
      ...(todo === undefined ? [] : [`    → ${todo}`]),
    ]),
    ...(findings.length > 0 ? [''] : []),
    `  ${commandCall(env, 'doctor')} checks all that can go wrong, from the certificate to the reports.`,
    '',
  ].join('\n');
}
