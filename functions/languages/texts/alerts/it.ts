import type { texts as en } from './en.ts';

export const texts = {
  title: 'Avvisi',
} satisfies Record<keyof typeof en, string>;
