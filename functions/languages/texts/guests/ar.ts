import type { texts as en } from './en.ts';

export const texts = {
  title: 'الضيوف',
} satisfies Record<keyof typeof en, string>;
