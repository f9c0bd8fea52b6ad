import type { texts as en } from './en.ts';

export const texts = {
  title: 'Cerraduras compartidas con Google',
} satisfies Record<keyof typeof en, string>;
