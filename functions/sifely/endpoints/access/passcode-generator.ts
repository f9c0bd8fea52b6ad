import * as v from 'valibot';
import type { GeneratedCode, OfflineCode } from '../../../guests/access-cloud.ts';
import type { CallOptions } from '../../../locks/lock-cloud.ts';
import type { EndpointContext } from '../../endpoint-context.ts';
import { decimalId, digits } from '../../http/field-schemas.ts';
import { readPayload } from '../../http/read-payload.ts';
import { SifelyError } from '../../http/sifely-error.ts';
import { lockQuery } from '../lock-id.ts';
import { KIND_NUMBERS } from './passcode-list.ts';
import { sendChange, wrongInput } from './send-change.ts';

const generatedSchema = v.object({ keyboardPwdId: decimalId, keyboardPwd: digits });

const ENDPOINT = '/v3/keyboardPwd/get';
const WITHOUT_END: readonly OfflineCode['kind'][] = ['one-time', 'permanent', 'erase'];

/**
 * Lets the cloud make a code without asking the lock: `POST /v3/keyboardPwd/get` ("Get passcode", "Random a passcode with
 * offline"), `lockId`, `keyboardPwdType`, `keyboardPwdName`, `startDate`, `endDate` (ms, cut to the hour by the cloud); replies
 * `{"keyboardPwd", "keyboardPwdId"}`. Errors: -1007, -1026, 20007 (TTLock platform, page on random passcodes). Sifely's index
 * names GET once: tried if POST is not allowed. Never repeated after a timeout: the list says if there is a code.
 */
export async function generatePasscode(
  context: EndpointContext,
  lockId: string,
  code: OfflineCode,
  options: CallOptions,
): Promise<GeneratedCode> {
  const { kind, name, from, until } = code;
  const hasEnd = !WITHOUT_END.includes(kind);
  if (hasEnd && !(until !== undefined && until > from)) throw wrongInput(ENDPOINT, 'a code without its end');
  const query = {
    ...lockQuery(lockId, ENDPOINT),
    keyboardPwdType: String(KIND_NUMBERS[kind]),
    ...(name === undefined ? {} : { keyboardPwdName: name }),
    startDate: String(Math.floor(from)),
    ...(hasEnd ? { endDate: String(Math.floor(until ?? 0)) } : {}),
  };
  const ask = async (method: 'GET' | 'POST'): Promise<GeneratedCode> => {
    const change = { endpoint: ENDPOINT, method, query, read: readPayload(generatedSchema) } as const;
    const { keyboardPwdId, keyboardPwd } = await sendChange(context, change, options);
    return { id: keyboardPwdId, digits: keyboardPwd };
  };
  const usual = context.server.generatorByGet ? 'GET' : 'POST';
  try {
    return await ask(usual);
  } catch (error) {
    const isWrongMethod = error instanceof SifelyError && error.kind === 'method' && error.executed === 'no';
    if (!isWrongMethod) throw error;
    const generated = await ask(usual === 'POST' ? 'GET' : 'POST');
    context.server.generatorByGet = usual === 'POST';
    return generated;
  }
}
