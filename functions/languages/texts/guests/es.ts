import type { texts as en } from './en.ts';

export const texts = {
  title: 'Invitados',
} satisfies Record<keyof typeof en, string>;
