import type { texts as en } from './en.ts';

export const texts = {
  title: 'Fechaduras compartilhadas com o Google',
} satisfies Record<keyof typeof en, string>;
