import type { texts as en } from './en.ts';

export const texts = {
  title: '您在 Google 中的门锁',
} satisfies Record<keyof typeof en, string>;
