import type { texts as en } from './en.ts';

export const texts = {
  title: '通知',
} satisfies Record<keyof typeof en, string>;
