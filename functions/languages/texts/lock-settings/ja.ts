import type { texts as en } from './en.ts';

export const texts = {
  title: 'スマートロックの設定',
} satisfies Record<keyof typeof en, string>;
