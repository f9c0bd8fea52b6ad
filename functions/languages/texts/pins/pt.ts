import type { texts as en } from './en.ts';

export const texts = {
  title: 'PIN de voz',
} satisfies Record<keyof typeof en, string>;
