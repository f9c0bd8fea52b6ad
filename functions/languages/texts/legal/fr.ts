import type { texts as en } from './en.ts';

export const texts = {
  title: 'Confidentialité',
} satisfies Record<keyof typeof en, string>;
