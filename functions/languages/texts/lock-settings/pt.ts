import type { texts as en } from './en.ts';

export const texts = {
  title: 'Configurações da fechadura',
} satisfies Record<keyof typeof en, string>;
