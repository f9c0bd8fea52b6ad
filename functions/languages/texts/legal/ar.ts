import type { texts as en } from './en.ts';

export const texts = {
  title: 'الخصوصية',
} satisfies Record<keyof typeof en, string>;
