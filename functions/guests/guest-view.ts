import type { FailureReason } from '../locks/cloud-failure-error.ts';
import { type CodeProblem, hoursOffWords, remedyOf } from './code-problems.ts';
import type { CodeRecord, CodeState } from './code-record.ts';
import { type Guest, meansOf } from './guest.ts';

/** A guest without anything that opens a door. Times are ms since the epoch. */
export interface GuestView extends Pick<Guest, 'id' | 'name' | 'createdAt' | 'by' | 'timeZone' | 'validity'> {
  readonly receiver?: string;
  /** True if the cloud makes the codes without asking the lock. */
  readonly isOffline?: boolean;
  readonly doors: readonly DoorView[];
}

/** A code or ekey of a guest at one door. */
export interface DoorView {
  readonly lockId: string;
  readonly by: 'code' | 'ekey';
  readonly state: CodeState;
  readonly way: CodeRecord['way'];
  /** True for a code that the cloud made: the lock accepts it without having heard of it. */
  readonly isMadeByCloud?: boolean;
  /** The reason for which it is not done yet, and will be tried again. */
  readonly waitingFor?: FailureReason;
  readonly failure?: CodeProblem;
  /** A sentence for the owner: what to do about the failure. */
  readonly remedy?: string;
  /** By how many ms the code opens late by the clocks at the door, early if negative, with a sentence for the owner. */
  readonly hoursOff?: { readonly ms: number; readonly words: string; readonly problem?: CodeProblem };
  /** The change that was made behind our back. */
  readonly outside?: NonNullable<CodeRecord['outside']>;
  /** When it was last known to be in the lock, and by what. */
  readonly verifiedAt?: number;
  readonly verifiedBy?: NonNullable<CodeRecord['verifiedBy']>;
  /** When it will be looked at again. */
  readonly dueAt?: number;
}

/** The code of one door. Secret. */
export interface RevealedCode {
  readonly lockId: string;
  readonly digits: string;
}

/** Returns what may be shown of a guest. */
export function viewOf(guest: Guest): GuestView {
  const { id, name, createdAt, by, timeZone, validity, receiver, isOffline, codes } = guest;
  const terms = { id, name, createdAt, by, timeZone, validity };
  return {
    ...terms,
    ...(receiver !== undefined && { receiver }),
    ...(isOffline === true && { isOffline }),
    doors: codes.map(doorOf),
  };
}

/** Returns the codes of a guest, for their owner; those that the cloud has not made yet are missing. */
export function revealed({ codes }: Guest): RevealedCode[] {
  return codes
    .filter((code) => meansOf(code) === 'code' && code.wanted.digits !== '')
    .map(({ lockId, wanted: { digits } }) => ({ lockId, digits }));
}

function doorOf(code: CodeRecord): DoorView {
  const { lockId, state, way, waitingFor, failure, outside, verifiedAt, verifiedBy, dueAt } = code;
  const hoursOff = hoursOffOf(code);
  const by = meansOf(code);
  return {
    ...{ lockId, by, state, way },
    ...(code.wanted.offline !== undefined && { isMadeByCloud: true }),
    ...(waitingFor !== undefined && { waitingFor }),
    ...(failure !== undefined && { failure, remedy: remedyOf(failure, by) }),
    ...(hoursOff !== undefined && { hoursOff }),
    ...(outside !== undefined && { outside }),
    ...(verifiedAt !== undefined && { verifiedAt }),
    ...(verifiedBy !== undefined && { verifiedBy }),
    ...(dueAt !== undefined && { dueAt }),
  };
}

function hoursOffOf({ state, hours }: CodeRecord): DoorView['hoursOff'] {
  if (hours?.off === undefined || (state !== 'set' && state !== 'changing')) return undefined;
  const { ms, problem } = hours.off;
  return { ms, words: hoursOffWords(ms, state, problem), ...(problem !== undefined && { problem }) };
}
