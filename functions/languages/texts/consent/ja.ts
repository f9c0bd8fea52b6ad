import type { texts as en } from './en.ts';

export const texts = {
  title: 'スマートロックを Google にリンク',
  signedInAs: '<strong>{username}</strong> · <other>別のアカウントを使用</other>',
  agreement:
    '同意すると、Google がこれらのスマートロックを操作できるようになり、Sifely アカウントが <strong>Google</strong> にリンクされます。',
  whatGoogleGets: 'Google に渡される情報とその理由',
  getsNames: '各スマートロックの名前、グループ、モデル：表示し、名前を認識するため。',
  getsStates: '施錠されているか、オンラインか、電池残量：質問に答え、ルーティンを実行するため。',
  googleNeverGets:
    'Sifely のユーザー名、パスワード、電子キー、暗証番号が Google に渡されることはありません。リンクは Google Home アプリでいつでも解除できます。管理は {address} で行えます。<policy>Google のプライバシー ポリシー</policy>をご覧ください。',
  agree: '同意してリンク',
  noLock: 'スマートロックを 1 つ以上選択してください。',
  changed: '別のウィンドウで異なるスマートロックが選択されました。もう一度ご確認ください。',
  otherPerson: '現在 {username} としてログインしています。同意する前に、もう一度ページをご確認ください。',
  expired:
    'ログインから 15 分以上経過したか、別のウィンドウで完了しています。データは失われていません。もう一度ログインしてください。',
  alreadyLinked: 'すでにリンクされています',
  alreadyLinkedHelp:
    'アカウントはすでにリンクされています。このページを閉じて、Google Home アプリで続行してください。',
  badLink: 'このリンクは使用できません',
  badClient:
    'このリンクのクライアント ID は不明です。Google Home アプリからやり直してください。サービスの管理者の方へ：Google Home Developer Console のクライアント ID は GOOGLE_CLIENT_ID と一致している必要があります。',
  badRedirect:
    'このリンクは不明なアドレスに移動します。Google Home アプリからやり直してください。サービスの管理者の方へ：GOOGLE_PROJECT_ID は Google Home プロジェクトの ID である必要があります。',
  returning: 'Google に戻ります。何も起こらない場合は、ご自身で続行してください。',
  backToGoogle: 'Google に戻る',
  continueToGoogle: 'Google に進む',
  noLocks: 'この Sifely アカウントにはスマートロックがありません',
  noLocksHelp: 'Sifely アプリで {username} にスマートロックを追加するか、別のアカウントを使用してください。',
  noRemote: '遠隔操作できるスマートロックがありません',
  noRemoteHelp: 'Google は、Sifely ゲートウェイまたはスマートロック自体の Wi-Fi を通じて接続します。',
  step: 'ステップ {number, number}/{total, number} · Sifely <to>→</to> Google',
} satisfies Record<keyof typeof en, string>;
