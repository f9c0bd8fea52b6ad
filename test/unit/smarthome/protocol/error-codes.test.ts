import type { UnavailableReason } from '../../../../functions/accounts/shared-lock.ts';
import {
  FAILURE_ANSWERS,
  GOOGLE_ERROR_CODES,
  type GoogleErrorCode,
  UNAVAILABLE_CODES,
} from '../../../../functions/smarthome/protocol/error-codes.ts';

test('a code that Google does not have does not compile', () => {
  // @ts-expect-error: a slip of the pen
  const slip: GoogleErrorCode = 'deviceOfline';
  expect(GOOGLE_ERROR_CODES).not.toContain(slip);
});

test('the tables cannot be changed while the product runs', () => {
  const parts = [GOOGLE_ERROR_CODES, FAILURE_ANSWERS, UNAVAILABLE_CODES];
  const inner = Object.values(FAILURE_ANSWERS).flatMap((answer) => [answer, answer.codes]);
  expect([...parts, ...inner].every(Object.isFrozen)).toBe(true);
});

test('every failure has a known code for each attempt, and those of offline locks are deviceOffline', () => {
  for (const { codes, offline } of Object.values(FAILURE_ANSWERS)) {
    for (const code of Object.values(codes)) {
      expect(GOOGLE_ERROR_CODES).toContain(code);
      expect(code === 'deviceOffline').toBe(offline);
    }
  }
});

test('every reason why a lock is unavailable has a known code; a table without one of them does not compile', () => {
  const { gone: _, ...others } = UNAVAILABLE_CODES;
  // @ts-expect-error: without `gone`
  const incomplete: Record<UnavailableReason, GoogleErrorCode> = others;
  for (const code of Object.values(incomplete)) expect(GOOGLE_ERROR_CODES).toContain(code);
  expect(UNAVAILABLE_CODES.gone).toBe('deviceOffline');
  expect(UNAVAILABLE_CODES.removed).toBe('deviceNotFound');
});

test('no failure has a code that means success', () => {
  const codes = Object.values(FAILURE_ANSWERS).flatMap(({ codes }) => Object.values(codes));
  expect(codes.filter((code) => /^already/.test(code))).toEqual([]);
});
