import type { texts as en } from './en.ts';

export const texts = {
  title: 'Seus dados',
} satisfies Record<keyof typeof en, string>;
