import type { texts as en } from './en.ts';

export const texts = {
  title: 'ربط أقفال Sifely بحساب Google',
} satisfies Record<keyof typeof en, string>;
