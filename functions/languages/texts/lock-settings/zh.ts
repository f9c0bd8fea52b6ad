import type { texts as en } from './en.ts';

export const texts = {
  title: '门锁设置',
} satisfies Record<keyof typeof en, string>;
