import type { texts as en } from './en.ts';

export const texts = {
  title: '语音 PIN 码',
} satisfies Record<keyof typeof en, string>;
