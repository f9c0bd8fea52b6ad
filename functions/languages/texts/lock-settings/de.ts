import type { texts as en } from './en.ts';

export const texts = {
  title: 'Schlosseinstellungen',
} satisfies Record<keyof typeof en, string>;
