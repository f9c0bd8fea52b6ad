import type { texts as en } from './en.ts';

export const texts = {
  title: 'أقفالك في Google',
} satisfies Record<keyof typeof en, string>;
