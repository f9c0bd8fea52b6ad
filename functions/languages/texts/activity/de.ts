import type { texts as en } from './en.ts';

export const texts = {
  title: 'Aktivität',
} satisfies Record<keyof typeof en, string>;
