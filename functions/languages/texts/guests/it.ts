import type { texts as en } from './en.ts';

export const texts = {
  title: 'Ospiti',
} satisfies Record<keyof typeof en, string>;
