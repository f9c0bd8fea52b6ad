import type { texts as en } from './en.ts';

export const texts = {
  title: 'Google のスマートロック',
} satisfies Record<keyof typeof en, string>;
