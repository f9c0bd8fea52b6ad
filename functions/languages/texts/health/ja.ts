import type { texts as en } from './en.ts';

export const texts = {
  title: '接続',
} satisfies Record<keyof typeof en, string>;
