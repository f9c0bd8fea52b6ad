import type { texts as en } from './en.ts';

export const texts = {
  title: 'あなたのデータ',
} satisfies Record<keyof typeof en, string>;
