import type { texts as en } from './en.ts';

export const texts = {
  title: 'Privacy',
} satisfies Record<keyof typeof en, string>;
