import type { texts as en } from './en.ts';

export const texts = {
  title: 'あなたのデータ',
  text: 'このアカウントについて保存しているすべての情報を JSON ファイルで取得できます。PIN、暗証番号、キーは含まれません。',
  download: 'データをダウンロード',
  signOutEverywhere: 'すべての場所でログアウト',
  unlinkTitle: 'リンクの解除',
  unlinkText: '全員のアクセスを取り消し、ここにあるデータをすべて削除します。',
  unlink: 'すべてのリンクを解除…',
  'unlink.question': 'すべてのリンクを解除しますか？',
  'unlink.explain':
    'Google はこの Sifely アカウントのスマートロックにアクセスできなくなります。音声 PIN、Sifely のログイン情報、スマートロックのすべてのデータを削除します。Google はスマートロック、部屋、ルーティンを削除します。',
  'unlink.explainHousehold':
    'ご家族全員（{count, plural, other {# 件のリンク}}）がこの Sifely アカウントのスマートロックにアクセスできなくなります。音声 PIN、Sifely のログイン情報、スマートロックのすべてのデータを削除します。Google はスマートロック、部屋、ルーティンを削除します。',
  'unlink.locksKeepWorking':
    'スマートロックはこれまでどおり使えます。Google Home アプリでいつでも再度リンクできます。',
  'unlink.yes': 'すべてのリンクを解除',
  'unlink.no': 'リンクを維持',
  'unlink.done': 'すべてのリンクを解除しました',
  'unlink.doneHelp':
    'Sifely アカウントのリンクは解除され、データは削除されました。Google は 1 分以内にスマートロックを削除します。',
  'unlink.doneNotAtGoogle':
    'Sifely アカウントのリンクは解除され、データは削除されました。Google に接続できませんでした。Google はもうアクセスできませんが、しばらくスマートロックが表示されることがあります。すぐに削除するには、Google Home アプリでこのサービスのリンクを解除してください。',
  'endLink.question': 'このリンクを解除しますか？',
  'endLink.explain':
    '{ago}にリンクされた Google アカウントは、スマートロックの表示や操作ができなくなります。他のリンクはそのままです。',
  'endLink.yes': 'このリンクを解除',
  signedOutEverywhere: 'すべての場所でログアウトしました',
  signedOutEverywhereHelp: 'このアカウントページにログインしていたすべてのブラウザで、再ログインが必要です。',
} satisfies Record<keyof typeof en, string>;
