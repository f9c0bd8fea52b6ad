import type { texts as en } from './en.ts';

export const texts = {
  title: 'Verknüpfe deine Sifely-Schlösser mit Google',
} satisfies Record<keyof typeof en, string>;
