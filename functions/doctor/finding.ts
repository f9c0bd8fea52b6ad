/** `ok`: as it should be. `warning`: it works, and something should be done. `problem`: something does not work, or will not. */
export type Level = 'ok' | 'warning' | 'problem';

/** One thing that a check found out. Contains no secret. */
export interface Finding {
  /** The name of the check. */
  readonly check: string;
  readonly level: Level;
  /** One or two sentences. */
  readonly found: string;
  /** The next step of the operator; absent if nothing is to be done. */
  readonly todo?: string;
}

/** A finding without the name of its check. */
export type Result = Omit<Finding, 'check'>;

/** One check: a small file of its own in `checks/`. Changes nothing. */
export interface Check<Deps> {
  readonly name: string;
  /** Returns what was found; nothing if it cannot be told. A rejection becomes a finding. */
  readonly run: (deps: Deps) => readonly Result[] | Promise<readonly Result[]>;
}

export function ok(found: string): Result {
  return { level: 'ok', found };
}

export function warning(found: string, todo: string): Result {
  return { level: 'warning', found, todo };
}

export function problem(found: string, todo: string): Result {
  return { level: 'problem', found, todo };
}

/** Returns the worst level of some findings; `ok` if there are none. */
export function worstLevel(findings: readonly Pick<Finding, 'level'>[]): Level {
  const levels: readonly Level[] = ['problem', 'warning'];
  return levels.find((level) => findings.some((finding) => finding.level === level)) ?? 'ok';
}
