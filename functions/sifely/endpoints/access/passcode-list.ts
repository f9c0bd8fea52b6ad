import * as v from 'valibot';
import type { AccessCode, CodeKind } from '../../../guests/access-cloud.ts';
import type { CallOptions } from '../../../locks/lock-cloud.ts';
import { defined } from '../../defined.ts';
import type { EndpointContext } from '../../endpoint-context.ts';
import {
  decimalId,
  optionalDigits,
  optionalName,
  optionalSwitch,
  optionalTime,
  optionalWholeNumber,
} from '../../http/field-schemas.ts';
import { lockQuery } from '../lock-id.ts';
import { itemKey, readPages } from '../read-list.ts';
import { accessStatus } from './access-status.ts';

const passcodeSchema = v.object({
  keyboardPwdId: decimalId,
  keyboardPwd: optionalDigits,
  keyboardPwdName: optionalName,
  keyboardPwdType: optionalWholeNumber,
  startDate: optionalTime,
  endDate: optionalTime,
  sendDate: optionalTime,
  status: optionalWholeNumber,
  /** 1 if a person chose the digits, 0 if they were generated. */
  isCustom: optionalSwitch,
  senderUsername: optionalName,
});

const ENDPOINT = '/v3/lock/listKeyboardPwd';

/**
 * Lists all codes of a lock, used up and past ones among them: `GET /v3/lock/listKeyboardPwd`, `lockId`, `pageNo`, `pageSize`; a
 * page of passcodes (Sifely docs, api-194455500). A cloud read. Rejects rather than list a part, so that no code that opens the
 * door is hidden.
 */
export async function passcodes(
  context: EndpointContext,
  lockId: string,
  options: CallOptions,
): Promise<AccessCode[]> {
  const list = { ...listOf(lockId), maxPages: 100, beyond: 'fail' } as const;
  return (await readPages(context, list, options)).map(toCode);
}

/** Lists the first page of the codes of a lock, by one call: see {@link passcodes}. */
export async function firstPasscodes(
  context: EndpointContext,
  lockId: string,
  options: CallOptions,
): Promise<AccessCode[]> {
  const list = { ...listOf(lockId), maxPages: 1, beyond: 'stop' } as const;
  return (await readPages(context, list, options)).map(toCode);
}

function listOf(lockId: string) {
  return {
    endpoint: ENDPOINT,
    method: 'GET',
    query: lockQuery(lockId, ENDPOINT),
    schema: passcodeSchema,
    key: itemKey('keyboardPwdId'),
  } as const;
}

/** `keyboardPwdType`. Its numbers are the same for custom and generated codes (TTLock platform, pages on passcodes). */
export const KIND_NUMBERS = {
  'one-time': 1,
  permanent: 2,
  period: 3,
  erase: 4,
  weekend: 5,
  daily: 6,
  workdays: 7,
  monday: 8,
  tuesday: 9,
  wednesday: 10,
  thursday: 11,
  friday: 12,
  saturday: 13,
  sunday: 14,
} as const satisfies Record<CodeKind, number>;

const KINDS: ReadonlyMap<number, CodeKind> = new Map(
  Object.entries(KIND_NUMBERS).map(([kind, number]) => [number, kind as CodeKind]),
);

function toCode(passcode: v.InferOutput<typeof passcodeSchema>): AccessCode {
  const { keyboardPwdType: type, startDate, endDate } = passcode;
  return defined({
    id: passcode.keyboardPwdId,
    digits: passcode.keyboardPwd,
    name: passcode.keyboardPwdName,
    kind: kindOf(type, endDate),
    from: startDate,
    until: endDate,
    status: accessStatus(passcode.status),
    isCustom: passcode.isCustom,
    createdAt: passcode.sendDate,
    sender: passcode.senderUsername,
  });
}

function kindOf(type: number | undefined, endDate: number | undefined): AccessCode['kind'] {
  const kind = (type === undefined ? undefined : KINDS.get(type)) ?? 'unknown';
  // Some deployments store permanent codes as a period without an end.
  return kind === 'period' && endDate === undefined ? 'permanent' : kind;
}
