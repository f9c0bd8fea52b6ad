import { backOffMs, withJitter } from '../../functions/back-off.ts';

test('a back-off doubles the pause after each failed attempt, up to its maximum', () => {
  const pauses = [1, 2, 3, 4, 5].map((attempt) => backOffMs({ firstMs: 500, maxMs: 3000 }, attempt));
  expect(pauses).toEqual([500, 1000, 2000, 3000, 3000]);
  expect(backOffMs({ firstMs: 60 }, 12)).toBe(60 * 2 ** 11);
});

test('jitter takes away up to half of a pause', () => {
  const random = (value: number) => ({ bytes: () => Buffer.alloc(0), next: () => value });
  expect(withJitter(1000, random(0))).toBe(500);
  expect(withJitter(1000, random(0.5))).toBe(750);
});
