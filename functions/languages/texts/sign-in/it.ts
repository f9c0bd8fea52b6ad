import type { texts as en } from './en.ts';

export const texts = {
  title: 'Accedi',
} satisfies Record<keyof typeof en, string>;
