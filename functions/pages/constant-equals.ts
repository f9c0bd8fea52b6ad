import { createHash, timingSafeEqual } from 'node:crypto';

/** True if two strings are equal, in a time that depends neither on where they differ nor on how long they are. */
export function constantEquals(a: string, b: string): boolean {
  return timingSafeEqual(digest(a), digest(b));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
