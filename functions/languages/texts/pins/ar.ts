import type { texts as en } from './en.ts';

export const texts = {
  title: 'رقم PIN الصوتي',
} satisfies Record<keyof typeof en, string>;
