import type { texts as en } from './en.ts';

export const texts = {
  title: 'Serrature condivise con Google',
} satisfies Record<keyof typeof en, string>;
