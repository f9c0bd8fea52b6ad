import type { texts as en } from './en.ts';

export const texts = {
  title: 'Impostazioni della serratura',
} satisfies Record<keyof typeof en, string>;
