import { SealingError } from '../sealing.ts';
import { DocumentUnreadableError } from './documents.ts';
import { NewerReleaseError } from './schema-version.ts';

/**
 * Why an account cannot be used until an operator does something: `key`: no configured key opens it; `newer-release`: a newer release wrote
 * it; `unreadable`: a document is damaged.
 */
export type UnusableReason = 'key' | 'newer-release' | 'unreadable';

/** Returns why an account could not be used; `undefined` for an error that may pass. */
export function unusableReason(error: unknown): UnusableReason | undefined {
  if (error instanceof SealingError) return 'key';
  if (error instanceof NewerReleaseError) return 'newer-release';
  return error instanceof DocumentUnreadableError ? 'unreadable' : undefined;
}
