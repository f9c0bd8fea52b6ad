import { remedyOf } from '../../../functions/guests/code-problems.ts';
import type { CodeRecord } from '../../../functions/guests/code-record.ts';
import { texts } from '../../../functions/languages/texts/failures/en.ts';

const OUTSIDE_WORDS = {
  removed: 'was removed elsewhere',
  digits: 'has other digits now, by somebody else',
  period: 'has other times now, by somebody else',
  ended: 'was ended elsewhere',
} as const;

const STATE_WORDS = {
  draft: 'not begun',
  setting: 'on its way into the lock',
  set: 'set: read back from the lock',
  changing: 'is being changed in the lock',
  removing: 'on its way out of the lock',
  removed: 'removed from the lock',
  failed: 'failed',
  'changed-outside': 'changed elsewhere',
  expired: 'expired',
} as const satisfies Record<CodeRecord['state'], string>;

/** The part of a code or ekey that says how far it is. */
type CodeProgress = Pick<
  CodeRecord,
  'state' | 'failure' | 'waitingFor' | 'outside' | 'verifiedBy' | 'way' | 'by'
>;

/** Returns how far a code is, as the middle of a sentence. `noun` has the verb `retry` for it. */
export function stateWords(code: CodeProgress, noun: 'codes' | 'guests' = 'codes'): string {
  const { by = 'code' } = code;
  if (by === 'ekey' && code.state === 'set') return 'sent: Sifely lists the key';
  if (by === 'ekey' && code.state === 'removed') return 'deleted: Sifely lists the key no more';
  const { state, failure, waitingFor, outside, verifiedBy, way } = code;
  if (state === 'failed' && failure !== undefined) return `failed. ${remedyOf(failure, by)}`;
  if (state === 'changed-outside' && outside !== undefined) {
    return `${OUTSIDE_WORDS[outside]}. "${noun} retry" sets it again`;
  }
  if (state === 'set' && verifiedBy === 'use') return 'set: it was used at the door';
  if (state === 'set' && verifiedBy === 'person') return 'set: somebody confirmed that it is in the lock';
  if (waitingFor !== undefined) return `${STATE_WORDS[state]}; waiting: ${texts[waitingFor]}`;
  if (way === 'phone' && state === 'setting') return `${STATE_WORDS[state]}; waiting: for a phone beside it`;
  return STATE_WORDS[state];
}
