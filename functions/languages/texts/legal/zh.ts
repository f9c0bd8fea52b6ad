import type { texts as en } from './en.ts';

export const texts = {
  title: '隐私权',
} satisfies Record<keyof typeof en, string>;
