import type { texts as en } from './en.ts';

export const texts = {
  title: 'التنبيهات',
} satisfies Record<keyof typeof en, string>;
