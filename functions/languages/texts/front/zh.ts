import type { texts as en } from './en.ts';

export const texts = {
  title: 'Google Home 中的 Sifely 门锁',
  what: '此服务器将 Sifely 智能门锁连接到 Google Home。',
  whatBy: '此服务器将 Sifely 智能门锁连接到 Google Home。运营者：{operator}。',
  howToLink:
    '要关联，请打开 Google Home 应用，依次选择“设备”、“添加”、“可与 Google Home 搭配使用”，然后选择此服务。',
  linkButton: '在 Google Home 中关联',
  codeLabel: '打开 Google Home 应用的二维码',
  scan: '或者用手机扫描此二维码。',
} satisfies Record<keyof typeof en, string>;
