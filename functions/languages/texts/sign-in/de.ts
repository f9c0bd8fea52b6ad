import type { texts as en } from './en.ts';

export const texts = {
  title: 'Anmelden',
} satisfies Record<keyof typeof en, string>;
