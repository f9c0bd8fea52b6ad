import type { texts as en } from './en.ts';

export const texts = {
  title: 'Alertas',
} satisfies Record<keyof typeof en, string>;
