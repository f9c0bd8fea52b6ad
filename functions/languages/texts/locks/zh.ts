import type { texts as en } from './en.ts';

export const texts = {
  title: '与 Google 共享的门锁',
} satisfies Record<keyof typeof en, string>;
