import type { texts as en } from './en.ts';

export const texts = {
  title: '您的数据',
} satisfies Record<keyof typeof en, string>;
