import type { texts as en } from './en.ts';

export const texts = {
  title: 'تسجيل الدخول',
} satisfies Record<keyof typeof en, string>;
