import type { texts as en } from './en.ts';

export const texts = {
  title: 'بياناتك',
} satisfies Record<keyof typeof en, string>;
