import type { texts as en } from './en.ts';

export const texts = {
  title: 'Sifely のスマートロックを Google にリンク',
} satisfies Record<keyof typeof en, string>;
