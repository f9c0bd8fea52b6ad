import * as v from 'valibot';
import type { CodeChange, NewCode } from '../../../guests/access-cloud.ts';
import type { Way, WayNow } from '../../../guests/access-terms.ts';
import type { CallOptions } from '../../../locks/lock-cloud.ts';
import type { EndpointContext } from '../../endpoint-context.ts';
import { decimalId } from '../../http/field-schemas.ts';
import { readPayload, readSuccess } from '../../http/read-payload.ts';
import { lockQuery } from '../lock-id.ts';
import { KIND_NUMBERS } from './passcode-list.ts';
import { idValue, periodQuery, refuseUnsent, sendChange, wayValue, wrongInput } from './send-change.ts';

const ADD = '/v3/keyboardPwd/add';
const CHANGE = '/v3/keyboardPwd/change';
const DELETE = '/v3/keyboardPwd/delete';
const DELETE_BY_CODE = '/v3/keyboardPwd/deleteByCode';

/** A start in the past is refused (source: dnovakovic099/secure-stay-server, which begins a minute ahead). */
const AHEAD_MS = 60_000;

const addedSchema = v.object({ keyboardPwdId: decimalId });

/**
 * Adds a code with digits of a person's choice and returns its id: `POST /v3/keyboardPwd/add`, `lockId`, `keyboardPwd` (4 to 9
 * digits), `keyboardPwdName`, `keyboardPwdType` (2 permanent, 3 period), `startDate`, `endDate` (ms; minutes count; 0 is no end),
 * `addType`; replies `{"keyboardPwdId"}`. Errors: -3006, -3007, -3009, -2032, -4043, those of gateways (TTLock platform, page on
 * custom passcodes). Both dates are sent with every code: without `endDate` some deployments answer HTTP 500.
 */
export async function addPasscode(
  context: EndpointContext,
  lockId: string,
  code: NewCode,
  way: Way,
  options: CallOptions,
): Promise<string> {
  const { digits, name, period } = code;
  const now = context.clock.now();
  const startDate = period ? Math.max(period.from, now + AHEAD_MS) : now;
  const { keyboardPwdId } = await sendChange(
    context,
    {
      endpoint: ADD,
      query: {
        ...lockQuery(lockId, ADD),
        keyboardPwd: digitsValue(digits, ADD),
        ...(name === undefined ? {} : { keyboardPwdName: name }),
        keyboardPwdType: String(period ? KIND_NUMBERS.period : KIND_NUMBERS.permanent),
        ...(period
          ? periodQuery({ from: startDate, until: period.until }, ADD)
          : { startDate: String(startDate), endDate: '0' }),
        addType: wayValue(way),
      },
      read: readPayload(addedSchema),
    },
    options,
  );
  return keyboardPwdId;
}

/**
 * Changes a code: `POST /v3/keyboardPwd/change`, `lockId`, `keyboardPwdId`, and of `keyboardPwdName`, `newKeyboardPwd`,
 * `startDate` with `endDate` those that change, `changeType`; replies `errcode` 0 (Sifely docs, api-197300857), maybe also for an
 * unknown id. A new name alone is not written to the lock. Errors: as {@link addPasscode}, -3008 for a generated code that was
 * never used.
 */
export async function changePasscode(
  context: EndpointContext,
  lockId: string,
  codeId: string,
  change: CodeChange,
  way: WayNow,
  options: CallOptions,
): Promise<void> {
  const { digits, name, period } = change;
  const isOfLock = digits !== undefined || period !== undefined;
  if (!isOfLock && name === undefined) throw wrongInput(CHANGE, 'nothing to change');
  await sendChange(
    context,
    {
      endpoint: CHANGE,
      query: {
        ...lockQuery(lockId, CHANGE),
        keyboardPwdId: idValue(codeId, CHANGE),
        ...(name === undefined ? {} : { keyboardPwdName: name }),
        ...(digits === undefined ? {} : { newKeyboardPwd: digitsValue(digits, CHANGE) }),
        ...(period ? periodQuery(period, CHANGE) : {}),
        ...(isOfLock ? { changeType: wayValue(way) } : {}),
      },
      read: readSuccess,
    },
    options,
  );
}

/**
 * Removes a code: `POST /v3/keyboardPwd/delete`, `lockId`, `keyboardPwdId`, `deleteType`; replies `errcode` 0, maybe also for an
 * unknown id. Errors: -2009 no such code, those of gateways. By `phone` the cloud forgets the code and the lock does not.
 */
export async function deletePasscode(
  context: EndpointContext,
  lockId: string,
  codeId: string,
  way: WayNow,
  options: CallOptions,
): Promise<void> {
  const keyboardPwdId = idValue(codeId, DELETE);
  const query = { ...lockQuery(lockId, DELETE), keyboardPwdId, deleteType: wayValue(way) };
  await sendChange(context, { endpoint: DELETE, query, read: readSuccess }, options);
}

/**
 * Removes a code by its digits: `POST /v3/keyboardPwd/deleteByCode`, `lockId`, `keyboardPwd`, `deleteType`; replies and errors as
 * {@link deletePasscode}. Sifely lists it as "Delete passcode by code"; the path is that of the TTLock platform.
 */
export async function deletePasscodeByDigits(
  context: EndpointContext,
  lockId: string,
  digits: string,
  way: WayNow,
  options: CallOptions,
): Promise<void> {
  const keyboardPwd = digitsValue(digits, DELETE_BY_CODE);
  const query = { ...lockQuery(lockId, DELETE_BY_CODE), keyboardPwd, deleteType: wayValue(way) };
  await sendChange(context, { endpoint: DELETE_BY_CODE, query, read: readSuccess }, options);
}

function digitsValue(digits: string, endpoint: string): string {
  if (/^\d{4,9}$/.test(digits)) return digits;
  throw refuseUnsent(endpoint, 'code-length', 'not 4 to 9 digits');
}
