import type { texts as en } from './en.ts';

export const texts = {
  title: 'ログイン',
} satisfies Record<keyof typeof en, string>;
