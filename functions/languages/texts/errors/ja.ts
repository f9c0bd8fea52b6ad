import type { texts as en } from './en.ts';

export const texts = {
  title: '問題が発生しました',
  notFound: 'ページが見つかりません',
  toLink: 'スマートロックをリンクするには、Google Home アプリから始めてください。',
  unreadable: 'リクエストを読み取れませんでした',
  ourSide: 'こちら側の問題です。しばらくしてからもう一度お試しください。',
  goBack: '前のページに戻って、もう一度お試しください。',
  unreadableForm: 'フォームを読み取れませんでした',
  busy: '現在混み合っています',
  busyHelp: '前のページに戻って、1 分後にもう一度お試しください。',
  ourFault: 'こちら側で問題が発生しました',
  noDatabase: '現在、データベースに接続できません。前のページに戻って、1 分後にもう一度お試しください。',
  notYourFault:
    'お客様の操作が原因ではありません。前のページに戻って、もう一度お試しください。問題が続く場合は、このサービスの管理者にお知らせください。',
  notReady: '準備ができていません',
  notSetUp: 'このサービスの設定が完了していません。ログをご確認ください。',
} satisfies Record<keyof typeof en, string>;
