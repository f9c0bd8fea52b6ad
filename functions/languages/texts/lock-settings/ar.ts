import type { texts as en } from './en.ts';

export const texts = {
  title: 'إعدادات القفل',
} satisfies Record<keyof typeof en, string>;
