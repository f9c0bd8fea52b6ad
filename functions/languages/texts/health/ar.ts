import type { texts as en } from './en.ts';

export const texts = {
  title: 'الاتصال',
} satisfies Record<keyof typeof en, string>;
