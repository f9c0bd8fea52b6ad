import type { texts as en } from './en.ts';

export const texts = {
  title: 'الأقفال المشتركة مع Google',
} satisfies Record<keyof typeof en, string>;
