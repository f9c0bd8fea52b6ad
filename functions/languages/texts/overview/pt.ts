import type { texts as en } from './en.ts';

export const texts = {
  title: 'Suas fechaduras no Google',
} satisfies Record<keyof typeof en, string>;
