import type { Clock } from '../clock.ts';
import { failureCause } from '../logs/failure-cause.ts';
import { redactText } from '../logs/redact.ts';
import { withTimeout } from '../timeout.ts';
import type { Check, Finding } from './finding.ts';
import { warning } from './finding.ts';

/** How long each check may take; without it as long as it needs. */
export interface CheckLimit {
  readonly ms: number;
  readonly clock: Clock;
}

/** Runs checks side by side. Returns the findings in the order of the checks, without anything of the shape of a secret. Never rejects. */
export async function runChecks<Deps>(
  checks: readonly Check<Deps>[],
  deps: Deps,
  limit?: CheckLimit,
): Promise<readonly Finding[]> {
  const findings = await Promise.all(checks.map((check) => run(check, deps, limit)));
  return findings.flat();
}

async function run<Deps>({ name, run }: Check<Deps>, deps: Deps, limit?: CheckLimit): Promise<Finding[]> {
  try {
    const check = async () => run(deps);
    const results = await (limit === undefined ? check() : withTimeout(check(), limit.ms, limit.clock));
    return results.map((result) => toFinding(name, result));
  } catch (error) {
    const why = failureCause(error) ?? Object(error).message ?? 'none';
    return [
      toFinding(
        name,
        warning(`This could not be checked: ${why}`, 'See the other findings, and run doctor again.'),
      ),
    ];
  }
}

/** Returns the finding of a result, redacted. */
export function toFinding(check: string, { level, found, todo }: Omit<Finding, 'check'>): Finding {
  return { check, level, found: redactText(found), ...(todo !== undefined && { todo: redactText(todo) }) };
}
