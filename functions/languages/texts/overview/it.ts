import type { texts as en } from './en.ts';

export const texts = {
  title: 'Le tue serrature in Google',
} satisfies Record<keyof typeof en, string>;
