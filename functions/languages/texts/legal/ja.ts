import type { texts as en } from './en.ts';

export const texts = {
  title: 'プライバシー',
} satisfies Record<keyof typeof en, string>;
