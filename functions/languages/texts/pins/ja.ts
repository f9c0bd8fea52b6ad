import type { texts as en } from './en.ts';

export const texts = {
  title: '音声 PIN',
} satisfies Record<keyof typeof en, string>;
