import type { texts as en } from './en.ts';

export const texts = {
  title: '活动记录',
} satisfies Record<keyof typeof en, string>;
