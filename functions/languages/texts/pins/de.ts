import type { texts as en } from './en.ts';

export const texts = {
  title: 'Sprach-PIN',
} satisfies Record<keyof typeof en, string>;
