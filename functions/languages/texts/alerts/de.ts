import type { texts as en } from './en.ts';

export const texts = {
  title: 'Benachrichtigungen',
} satisfies Record<keyof typeof en, string>;
