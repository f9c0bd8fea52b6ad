import { backups } from './checks/backups.ts';
import { calls } from './checks/calls.ts';
import { clock } from './checks/clock.ts';
import { credentials } from './checks/credentials.ts';
import { dataFolder } from './checks/data-folder.ts';
import { disk } from './checks/disk.ts';
import { homeGraph } from './checks/home-graph.ts';
import { jobs } from './checks/jobs.ts';
import { keys } from './checks/keys.ts';
import { listening } from './checks/listening.ts';
import { polls } from './checks/polls.ts';
import { proxies } from './checks/proxies.ts';
import { publicUrl } from './checks/public-url.ts';
import { reports } from './checks/reports.ts';
import { server } from './checks/server.ts';
import { settings } from './checks/settings.ts';
import { settingsFile } from './checks/settings-file.ts';
import { sifely } from './checks/sifely.ts';
import { versions } from './checks/versions.ts';
import { webhooks } from './checks/webhooks.ts';
import type { AddressDeps, HereDeps, OutsideDeps, StoreDeps } from './deps.ts';
import type { Check } from './finding.ts';

/** Checks that a server makes when it starts: they look at this machine alone, and wait for nothing. */
export const START_CHECKS: readonly Check<HereDeps>[] = [settingsFile, credentials, dataFolder, disk];

/** Checks that look at this machine alone. */
export const HERE_CHECKS: readonly Check<HereDeps>[] = [versions, settings, ...START_CHECKS];

/** Checks that read the store. */
export const STORE_CHECKS: readonly Check<StoreDeps>[] = [
  keys,
  backups,
  jobs,
  polls,
  ...[reports, webhooks, calls],
];

/** Checks of a public address. */
export const ADDRESS_CHECKS: readonly Check<AddressDeps>[] = [publicUrl, proxies, server];

/** Checks that call the server itself, Google and Sifely. */
export const OUTSIDE_CHECKS: readonly Check<OutsideDeps>[] = [
  listening,
  ...ADDRESS_CHECKS,
  ...[homeGraph, sifely, clock],
];
