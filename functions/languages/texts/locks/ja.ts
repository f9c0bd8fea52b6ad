import type { texts as en } from './en.ts';

export const texts = {
  title: 'Google と共有しているスマートロック',
  'reason.no-gateway':
    '近くにゲートウェイがなく、Wi-Fi もありません。Sifely アプリで Sifely ゲートウェイを追加してください。',
  'reason.remote-disabled':
    '遠隔解錠がオフになっています。Sifely アプリでこのスマートロックの設定からオンにしてください。',
  'reason.key-not-yet-valid': '共有された電子キーはまだ有効になっていません。',
  'reason.key-expired':
    '共有された電子キーの有効期限が切れています。スマートロックの所有者に新しいキーを依頼してください。',
  'reason.key-frozen': '共有された電子キーは凍結されています。スマートロックの所有者に確認してください。',
  'reason.key-not-active':
    '共有された電子キーが有効になっていません。Sifely アプリで承認するか、スマートロックの所有者に確認してください。',
  'reason.gone': 'このスマートロックはお使いの Sifely アカウントに存在しません。',
  choose: 'スマートロックを選択',
  which: 'Google に操作を許可するスマートロック',
  forEveryone: 'このアカウントをリンクした全員に適用されます。',
  chooseIntro: 'Google に操作を許可するスマートロックを選んでください。後から変更できます。',
  chosenOf:
    '<strong>{total, plural, other {# 個}}のスマートロックのうち {count, number} 個</strong>を選択しました。',
  andMore: 'ほか {count, number} 個',
  find: '名前またはグループで検索',
  findButton: '検索',
  chooseAll: '{count, number} 個すべてを選択',
  chooseThese: 'この {count, number} 個を選択',
  chooseNone: 'すべて選択解除',
  chooseNoneOfThese: 'これらの選択を解除',
  noneFound: '名前またはグループにこの言葉を含むスマートロックはありません。',
  page: '{page, number} / {pages, number} ページ',
  previous: '前へ',
  next: '次へ',
  noneInAccount: 'この Sifely アカウントにはスマートロックがありません。',
  noneKnown: '把握しているスマートロックはありません。',
  sharing: 'Google は共有されたスマートロックの施錠、音声 PIN による解錠、状態の確認ができます。',
  stopSharing: '共有を停止すると、スマートロックは部屋やルーティンの設定とともに Google から削除されます。',
  lastKnown:
    'これは最後に取得した一覧です。変更は可能です。新しいスマートロックは Sifely が応答すると表示されます。',
  cantLoad: '現在、Sifely からスマートロックを読み込めません。{problem}',
  disconnected: 'Sifely との接続が切れています。再接続するには、ログアウトしてからログインし直してください。',
  lastKnownSince:
    'これは最後に取得した一覧です（取得：{ago}）。変更は可能です。新しいスマートロックは Sifely が応答すると表示されます。',
  mayUnlock: '施錠と解錠',
  mayWith: '{name} に対して Google ができること',
  uncontrollable: '{count, plural, other {Google が操作できないスマートロック: # 台}}',
  mayLock: '施錠のみ',
  mayTell: '状態の確認のみ',
} satisfies Record<keyof typeof en, string>;
