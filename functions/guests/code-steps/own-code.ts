import type { AccessCode } from '../access-cloud.ts';
import type { CodeAttempt, CodeRecord } from '../code-record.ts';
import { SETTLE_MS } from './due-times.ts';
import { hasTerms } from './listed-terms.ts';

/** The cloud's clock may be behind ours by so much. */
const MAX_SKEW_MS = 60_000;

/**
 * Returns the code of a record in the list of its lock: by its id; after an addition whose answer was lost by its digits, or where the
 * list hides them by its name, kind and times. `unclear` if several codes may be the one, or the only one has other times: none of them is
 * taken for it.
 */
export function ownCode(
  record: CodeRecord,
  codes: readonly AccessCode[],
): AccessCode | 'unclear' | undefined {
  const { codeId, attempt } = record;
  if (codeId !== undefined) return codes.find(({ id }) => id === codeId);
  if (attempt === undefined) return undefined;
  const candidates = codes.filter((code) => isCandidate(attempt, code));
  const [first] = candidates;
  if (first === undefined) return undefined;
  const known = candidates.find((code) => isKnown(record, attempt, code));
  if (known !== undefined) return known;
  // The one that is left of several may be the other one.
  if (attempt.isUnclear) return 'unclear';
  const fitting = candidates.filter((code) => isKind(attempt, code) && hasTerms(record, code, attempt));
  const near = fitting.filter((code) => isOfTime(attempt, code));
  if (fitting.length === 1) return fitting[0];
  return near.length === 1 && fitting.every(({ createdAt }) => createdAt !== undefined) ? near[0] : 'unclear';
}

/** True if a code was not there before an addition, and has the name that was sent, or the digits. */
function isCandidate(attempt: CodeAttempt, { id, digits, name }: AccessCode): boolean {
  const isNew = attempt.otherIds?.includes(id) !== true && name === attempt.terms.name;
  if (attempt.action === 'generate') return isNew;
  if (digits === undefined) return isNew;
  // None had these digits when the addition was begun. One that was refused since may be another person's.
  const isNamed = name === undefined || name === attempt.terms.name;
  return digits === attempt.terms.digits && (isNamed || attempt.isTaken !== true);
}

/** A lock holds a code with these digits once, and an ekey for a person once. */
function isKnown({ by }: CodeRecord, { action, terms }: CodeAttempt, { digits }: AccessCode): boolean {
  return by === 'ekey' || (action === 'add' && digits !== undefined && digits === terms.digits);
}

function isKind({ terms }: CodeAttempt, { kind, isCustom }: AccessCode): boolean {
  if (terms.offline === undefined) return isCustom !== false;
  return isCustom !== true && (kind === 'unknown' || kind === terms.offline.kind);
}

function isOfTime({ at }: CodeAttempt, { createdAt = 0 }: AccessCode): boolean {
  return createdAt >= at - MAX_SKEW_MS && createdAt <= at + SETTLE_MS + MAX_SKEW_MS;
}
