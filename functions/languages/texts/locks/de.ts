import type { texts as en } from './en.ts';

export const texts = {
  title: 'Für Google freigegebene Schlösser',
} satisfies Record<keyof typeof en, string>;
