import type { texts as en } from './en.ts';

export const texts = {
  title: 'Serrures partagées avec Google',
} satisfies Record<keyof typeof en, string>;
