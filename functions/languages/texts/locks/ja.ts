import type { texts as en } from './en.ts';

export const texts = {
  title: 'Google と共有しているスマートロック',
} satisfies Record<keyof typeof en, string>;
