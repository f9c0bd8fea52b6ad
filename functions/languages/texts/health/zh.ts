import type { texts as en } from './en.ts';

export const texts = {
  title: '连接',
} satisfies Record<keyof typeof en, string>;
