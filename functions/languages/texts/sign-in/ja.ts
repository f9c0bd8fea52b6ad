import type { texts as en } from './en.ts';

export const texts = {
  introLinking:
    'Sifely アプリのアカウントでログインしてください。このサービスは、Google がスマートロックを操作できるようにするためにアカウントを使用します。対象のスマートロックは次の画面で選択します。',
  introAccount:
    'スマートロックと Google の連携を管理するには、Sifely アプリのアカウントでログインしてください。ログインすると、Sifely へのアクセスも更新されます。',
  username: 'Sifely のメールアドレスまたは電話番号',
  password: 'Sifely のパスワード',
  usedOnce: 'Sifely へのログインに一度だけ使用し、保存しません。',
  outdated:
    'ページの有効期限が切れました。パスワードをもう一度入力してください。問題が続く場合は、このサイトの Cookie を許可してください。',
  enterUsername: 'Sifely のメールアドレスまたは電話番号を入力してください。',
  enterPassword: 'Sifely のパスワードを入力してください。',
  tooMany: 'ログインの試行回数が多すぎます。{time} 以降にもう一度お試しください。',
  expiredAccount: '15 分以上操作がなかったか、別の場所でログアウトしました。変更は行われていません。',
  gone: 'リンクは解除されています',
  goneHelp: 'このリンクは解除されました。データは削除済みです。',
  foreignAccount:
    'このフォームは別のウェブサイト、または別のアカウントのページから送信されました。変更は行われていません。',
  nothingLinked: 'まだリンクされていません',
  notLinked: 'Sifely アカウント <strong>{username}</strong> はまだ Google にリンクされていません。',
  howToLink: 'リンクする方法',
  stepDevices: 'Google Home アプリを開き、<strong>デバイス</strong>、<strong>追加</strong>の順に選択します。',
  stepSearch: '<strong>Google Home 対応</strong>を選択し、このサービスを検索します。',
  stepSignIn: 'Sifely にログインし、スマートロックを選択して同意します。',
  linkedAnother: '別の Sifely アカウントをリンクした場合は、そのアカウントでログインしてください。',
  titleLinking: 'Sifely にログイン',
  showPassword: 'パスワードを表示',
  forgot: 'お忘れの場合は、Sifely アプリで再設定してください。',
  titleAccount: 'ログインしてスマートロックを管理',
  attemptsLeft: '{count, plural, other {あと # 回試せます。}}',
  noAttemptsLeft:
    'メールアドレスまたは電話番号とパスワードが一致せず、試行できる回数が残っていません。{time} 以降にもう一度お試しいただくか、Sifely アプリでパスワードを再設定してください。',
} satisfies Record<keyof typeof en, string>;
