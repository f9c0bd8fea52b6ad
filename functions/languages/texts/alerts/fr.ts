import type { texts as en } from './en.ts';

export const texts = {
  title: 'Alertes',
} satisfies Record<keyof typeof en, string>;
