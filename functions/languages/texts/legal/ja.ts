import type { texts as en } from './en.ts';

export const texts = {
  title: 'プライバシー',
  privacyIntro:
    '{name} は Sifely のスマートロックを Google Home に接続します。このページでは、保存される情報とその理由を説明します。',
  whoRuns: '運営者',
  runBy: '{host} の {name} は {operator} が運営しています。',
  runByUnknown: '{host} の {name} は、このアドレスをお知らせした人が運営しています。',
  contact: '連絡先：{contact}',
  stored: '保存される情報',
  storedAccess:
    'Sifely のユーザー名と、ログイン時に Sifely が発行したアクセス権（いずれも暗号化）。パスワードは Sifely に一度だけ送信され、保存されません。',
  storedPin:
    '読み取れない形で暗号化された音声 PIN と、過去 4 週間に誤った PIN がいつ、どのスマートロックに、どのリンクから入力されたか。',
  storedLocks:
    '共有しているスマートロックの名前、グループ、モデル、電池、ゲートウェイ、最後の状態、ドアの開閉（センサーがある場合）、最後の動作とコマンドの時刻、およびその設定（Google に許可する操作、静かな時間帯、Google 用の名前、タイムゾーン）。',
  storedActivity:
    '{days, plural, other {# 日間}}、暗号化して保存：スマートロックとドアがいつ、誰に、どのように使われたか（Sifely の情報による）と、Google に依頼された内容、使われた PIN の種類。暗証番号やカードの数字は保存されず、アドレスは短縮されます。',
  storedGuests:
    '追加したゲスト：名前、ドア、時間、暗証番号。すべて暗号化され、スマートロックから削除された翌日まで保存されます。',
  storedLinks: 'Google とリンクした日時と、Google が持つトークンのハッシュ値。',
  storedVisit:
    '15 分間：ページの閲覧状況と、ログイン元のネットワーク アドレスを判読不能にしたもの。パスワードの推測を防ぐためです。',
  storedLog:
    'サービスの動作ログ。アカウントとスマートロックの番号は含まれますが、名前、PIN、パスワードは含まれません。',
  purpose: '利用目的',
  purposeText:
    'Google Home にスマートロックを表示し、依頼に応じて施錠・解錠し、不具合を見つけるため。広告や追跡はありません。唯一の Cookie は、15 分間ログイン状態を保ち、選択した言語を記憶します。',
  whoGets: '提供先',
  googleGets:
    'Google は、共有しているスマートロックの名前（お客様が選んだものを含む）、グループ、モデル、状態、電池残量を受け取ります。Sifely のユーザー名、パスワード、電子キー、暗証番号は受け取りません。Google によるデータの取り扱いは、Google のプライバシー ポリシーに記載されています。',
  sifelyGets: 'Sifely は、自社アプリからと同様に、ログイン情報とスマートロックへのコマンドを受け取ります。',
  nobodyElse: 'サービスが稼働しているコンピューターの会社を除き、他の誰にも提供されません。',
  howLong: '保存期間',
  howLongText:
    'リンクを解除するまで。解除すると、アカウントに関するすべてが削除されます。リンクの終了を Google に伝えるため、誰にも結び付かない判読不能な番号が 400 日間残ります。バックアップとログは運営者が保管する期間残ります。',
  choices: 'お客様の選択',
  choicesText:
    '<account>アカウント</account>または Google Home アプリで、共有内容の確認と変更、すべてのリンクの解除ができます。データの写し、訂正、削除は運営者にご依頼ください。',
  terms: '利用規約',
  termsIntro:
    '{name} は Sifely のスマートロックを Google Home に接続します。リンクすると、以下に同意したことになります。',
  expect: 'ご利用いただけること',
  expectControl: '共有したスマートロックは、Google Home での確認と施錠、音声 PIN による解錠ができます。',
  expectFailures:
    'ゲートウェイ、Sifely、Google、インターネットが必要です。いずれかが停止すると、スマートロックが動かなかったり、状態の表示が遅れたりすることがあります。別の開け方を用意し、大切なときはドアを直接ご確認ください。',
  yours: 'お客様にお願いすること',
  yoursShare: '開ける権限のあるスマートロックだけを共有してください。',
  yoursPin:
    '音声 PIN を知っていてデバイスに話しかけられる人は、ドアを解錠できます。推測されにくい PIN を選び、知られたくない人がいる場合は変更してください。',
  yoursHome: 'Google の「家」のメンバー全員が、施錠と状態の確認をできます。',
  end: '終了について',
  endText:
    'リンクは<account>アカウント</account>または Google Home アプリでいつでも解除できます。運営者がサービスを終了することがありますが、スマートロックは Sifely アプリで引き続き使えます。Google と Sifely にはそれぞれの規約があります。',
  privacyLink: '<privacy>保存される情報とその理由</privacy>',
} satisfies Record<keyof typeof en, string>;
