import type { texts as en } from './en.ts';

export const texts = {
  title: '将您的 Sifely 门锁关联到 Google',
} satisfies Record<keyof typeof en, string>;
