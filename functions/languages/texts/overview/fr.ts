import type { texts as en } from './en.ts';

export const texts = {
  title: 'Vos serrures dans Google',
} satisfies Record<keyof typeof en, string>;
