import type { texts as en } from './en.ts';

export const texts = {
  title: 'あなたのデータ',
  text: 'このアカウントについて保存しているすべての情報を JSON ファイルで取得できます。PIN、暗証番号、キーは含まれません。',
  download: 'データをダウンロード',
  signOutEverywhere: 'すべての場所でログアウト',
  signedOutTitle: 'すべての場所でログアウトしました',
  signedOutText: 'このアカウントページにログインしていたブラウザは、すべて再ログインが必要です。',
  unlinkTitle: 'リンクの解除',
  unlinkText: '全員のアクセスを取り消し、ここにあるデータをすべて削除します。',
  unlink: 'すべてのリンクを解除…',
} satisfies Record<keyof typeof en, string>;
