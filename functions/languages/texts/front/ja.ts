import type { texts as en } from './en.ts';

export const texts = {
  title: 'Google Home の Sifely スマートロック',
  what: 'このサーバーは Sifely のスマートロックを Google Home に接続します。',
  whatBy: 'このサーバーは Sifely のスマートロックを Google Home に接続します。運営者：{operator}',
  howToLink:
    'リンクするには、Google Home アプリを開き、［デバイス］、［追加］、［Google Home 対応］の順に選択して、このサービスを選びます。',
  linkButton: 'Google Home でリンク',
  codeLabel: 'Google Home アプリを開く QR コード',
  scan: 'または、スマートフォンでスキャンしてください。',
} satisfies Record<keyof typeof en, string>;
