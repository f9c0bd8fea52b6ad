import type { texts as en } from './en.ts';

export const texts = {
  title: 'ゲスト',
} satisfies Record<keyof typeof en, string>;
