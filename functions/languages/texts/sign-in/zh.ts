import type { texts as en } from './en.ts';

export const texts = {
  title: '登录',
} satisfies Record<keyof typeof en, string>;
