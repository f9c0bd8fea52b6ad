import * as v from 'valibot';
import { ERROR_CODES } from './google-codes.ts';

const globalError = v.strictObject({
  requestId: v.string(),
  payload: v.strictObject({
    errorCode: v.pipe(
      v.string(),
      v.check((code) => ERROR_CODES.has(code), 'not a known error'),
    ),
    status: v.optional(v.literal('ERROR')),
    debugString: v.optional(v.string()),
  }),
});

/**
 * Returns the code of a response that fails for every device at once; `undefined` for any other response. Source:
 * /cloud-to-cloud/intents/errors-exceptions, "global errors".
 */
export function globalErrorCode(answer: unknown): string | undefined {
  return v.is(globalError, answer) ? answer.payload.errorCode : undefined;
}
