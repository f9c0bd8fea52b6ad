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
  sifelySignedOut: 'Sifely からログアウトされました',
  sifelySilent: 'Sifely が応答していません',
  sifelyWrong: 'Sifely で問題が発生しました',
  sifelyForbids: 'Sifely で許可されていません',
  sifelyBusy: 'Sifely が混み合っています',
  misconfigured: 'このサービスは正しく設定されていません',
  planForbids: 'ご利用の Sifely プランでは許可されていません',
  'cloud.gateway-missing': 'Sifely アプリでスマートロックをゲートウェイに接続してください。',
  'cloud.gateway-offline': 'ゲートウェイの電源と Wi-Fi を確認してください。',
  'cloud.gateway-busy': 'ゲートウェイが使用中です。数秒後にもう一度お試しください。',
  'cloud.lock-offline':
    'スマートロックの電池と、ゲートウェイまたは Wi-Fi が届く範囲にあるかを確認してください。',
  'cloud.lock-busy': 'スマートロックが使用中です。数秒後にもう一度お試しください。',
  'cloud.lock-frozen': 'スマートロックは凍結されています。管理者が Sifely アプリで解除できます。',
  'cloud.not-supported':
    'このスマートロックでは実行できないか、Sifely アプリの設定で遠隔解錠がオフになっています。',
  'cloud.lock-unknown':
    'このスマートロックはお使いの Sifely アカウントに存在しません。「OK Google、デバイスを同期して」と話しかけてください。',
  'cloud.not-permitted':
    'お使いの Sifely アカウントには権限がありません。スマートロックの管理者に確認してください。',
  'cloud.sign-in-refused':
    'メールアドレスまたは電話番号とパスワードが一致しません。もう一度お試しいただくか、Sifely アプリでパスワードを再設定してください。',
  'cloud.credentials-refused': 'Google Home アプリで Sifely アカウントをもう一度リンクしてください。',
  'cloud.misconfigured': 'このサービスは正しく設定されていません。管理者にお知らせください。',
  'cloud.plan-exceeded':
    'ご利用の Sifely プランが無効か、使い切られているか、対象のスマートロックの数が足りません。',
  'cloud.rate-limited': 'リクエストが多すぎます。1 分後にもう一度お試しください。',
  'cloud.timed-out': 'Sifely の応答に時間がかかりすぎました。1 分後にもう一度お試しください。',
  'cloud.unavailable': 'Sifely が応答していません。1 分後にもう一度お試しください。',
  'cloud.rejected':
    'Sifely がリクエストを拒否しました。問題が続く場合は、このサービスの管理者にお知らせください。',
  'cloud.failed': 'Sifely アプリでスマートロックを確認してから、もう一度お試しください。',
  foreignForm: 'このフォームは別のウェブサイトから送信されたため、無視しました。',
  pleaseStartAgain: '最初からやり直してください',
  pleaseCheckAgain: 'もう一度ご確認ください',
  expired: 'ページの有効期限が切れました',
} satisfies Record<keyof typeof en, string>;
