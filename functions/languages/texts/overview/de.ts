import type { texts as en } from './en.ts';

export const texts = {
  title: 'Deine Schlösser in Google',
} satisfies Record<keyof typeof en, string>;
