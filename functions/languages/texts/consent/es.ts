import type { texts as en } from './en.ts';

export const texts = {
  title: 'Vincula tus cerraduras Sifely con Google',
} satisfies Record<keyof typeof en, string>;
