import { type AdvanceCodeDeps, advanceCode, type CodeEntry } from './advance-code.ts';
import type { CodeRecord } from './code-record.ts';
import type { Guest } from './guest.ts';
import type { GuestKey, GuestLedger } from './guest-ledger.ts';

/**
 * Brings all codes of a guest as far as they get now, one door after another, and resolves with the guest; `undefined` if there is none.
 * Rejects as {@link GuestLedger}.
 */
export async function advanceGuest(
  ledger: GuestLedger,
  key: GuestKey,
  deps: AdvanceCodeDeps,
): Promise<Guest | undefined> {
  const guest = await ledger.read(key);
  for (const { lockId } of guest?.codes ?? []) await advanceCode(codeEntry(ledger, key, lockId), deps);
  return guest && ledger.read(key);
}

/** Returns the record of a guest's code in one lock. */
export function codeEntry(ledger: GuestLedger, key: GuestKey, lockId: string): CodeEntry {
  const ofLock = (guest: Guest | undefined) => guest?.codes.find((code) => code.lockId === lockId);
  return {
    read: async () => ofLock(await ledger.read(key)),
    change: async (change) => ofLock(await ledger.change(key, (guest) => withCode(guest, lockId, change))),
  };
}

function withCode(guest: Guest, lockId: string, change: (code: CodeRecord) => CodeRecord): Guest {
  const before = guest.codes.find((code) => code.lockId === lockId);
  const after = before && change(before);
  if (before === undefined || after === undefined || after === before) return guest;
  return { ...guest, codes: guest.codes.map((code) => (code === before ? after : code)) };
}
