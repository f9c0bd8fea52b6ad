import type { AccessCloud, CodeCloud } from '../access-cloud.ts';
import type { CodeRecord } from '../code-record.ts';
import { ekeyCodes } from '../ekey-codes.ts';
import { type Guest, meansOf } from '../guest.ts';
import type { GuestKey, GuestLedger } from '../guest-ledger.ts';
import { type AdvanceCodeDeps, advanceCode, type CodeEntry } from './advance-code.ts';

export interface AdvanceGuestDeps extends Omit<AdvanceCodeDeps, 'codes' | 'claimedIds'> {
  readonly ledger: GuestLedger;
  readonly cloud: Pick<AccessCloud, 'codes' | 'keys'>;
}

/**
 * Brings everything of a guest as far as it gets now, one door after another, and resolves with the guest; `undefined` if there is
 * none. `dueOf` says when to call again. Rejects as {@link GuestLedger}.
 */
export async function advanceGuest(deps: AdvanceGuestDeps, key: GuestKey): Promise<Guest | undefined> {
  const { ledger, cloud, ...rest } = deps;
  const guest = await ledger.read(key);
  const keys = ekeyCodes(cloud.keys);
  for (const code of guest?.codes ?? []) {
    const codes: CodeCloud = meansOf(code) === 'ekey' ? keys : cloud.codes;
    const claimedIds = (record: CodeRecord) => idsOf(ledger, key.owner, record);
    const codeDeps: AdvanceCodeDeps = { ...rest, codes, claimedIds };
    await advanceCode(codeEntry(ledger, key, code), codeDeps);
  }
  return guest && ledger.read(key);
}

/** Returns the ids of an owner's codes at the lock of a record that has none itself. */
async function idsOf(ledger: GuestLedger, owner: string, record: CodeRecord): Promise<ReadonlySet<string>> {
  const { guests } = await ledger.list(owner);
  const isNear = (code: CodeRecord) => code.lockId === record.lockId && meansOf(code) === meansOf(record);
  const codes = guests.flatMap((guest) => guest.codes).filter(isNear);
  return new Set(codes.flatMap(({ codeId }) => codeId ?? []));
}

/** Returns the stored record of a guest for one door and means. */
export function codeEntry(
  ledger: GuestLedger,
  key: GuestKey,
  { lockId, by = 'code' }: Pick<CodeRecord, 'lockId' | 'by'>,
): CodeEntry {
  const find = (guest: Guest | undefined) =>
    guest?.codes.find((code) => code.lockId === lockId && meansOf(code) === by);
  return {
    read: async () => find(await ledger.read(key)),
    change: async (change) =>
      find(
        await ledger.change(key, (guest) => {
          const before = find(guest);
          const after = before && change(before);
          if (before === undefined || after === undefined || after === before) return guest;
          return { ...guest, codes: guest.codes.map((code) => (code === before ? after : code)) };
        }),
      ),
  };
}
