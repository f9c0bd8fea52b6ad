import type { texts as en } from './en.ts';

export const texts = {
  title: '接続',
  connected: '接続済みです。',
  lostKey: '新しい API キーが作成されましたが、こちらに届きませんでした。',
  disconnected:
    '<strong>切断されています</strong>（検出：{ago}）。Google からスマートロックを操作できません。ログアウトしてからログインし直すと再接続されます。',
  notLinked: 'リンクはまだ完了していません。',
  notSynced: 'まだ同期されていません。',
  synced: '前回の同期：{ago}',
  forgotten:
    '<strong>Google 側のリンクがなくなりました</strong>（検出：{ago}）。Google Home アプリでもう一度リンクしてください。',
  calls: 'Sifely の呼び出し',
  callsUsed: '{month}：{limit, number} 回中 {used, number} 回使用',
  plan: 'Sifely のプランは月 {calls, number} 回です。',
  callsUntil: 'このペースでは {date} まで使えます。',
  callsEnough: 'このペースなら今月中は足ります。',
  callsSpent:
    '<strong>今月の上限に達しました</strong>。即時更新を設定しない限り、来月まで変化の反映が遅れます。',
  makeKey: '新しい API キーを作成…',
  links: 'Google とのリンク',
  linked: 'リンク：{ago}',
  lastUsed: '最終使用：{ago}',
  linksHint: 'Google Home アプリでリンクするたびに 1 件増えます。1 人が複数持つこともあります。',
  moreLinks: '{count, plural, other {ほか # 件}}',
  endLink: 'このリンクを終了',
  webhook: '即時更新',
  webhookOn: 'オン。最後に受信：{ago}',
  webhookOff: '未設定：まだ何も受信していません。',
  webhookWhy: 'Google に数秒で変化が伝わり、呼び出し回数も大幅に減ります。',
  webhookSetUp: '3 つの手順で設定',
  webhookStep1:
    'このアドレスをコピーします。秘密にしてください。知られるとドアの出来事を偽装されるおそれがありますが、スマートロックは動かせません。',
  webhookStep2: 'Sifely の開発者ポータルで、アカウントの Webhook アドレスとして登録します。',
  webhookStep3: 'スマートロックを手で回します。1 分以内に、このページに受信時刻が表示されます。',
  webhookRenew: '新しいアドレスを作成…',
  copy: 'コピー',
  copied: 'コピーしました',
  'key.none': 'API キーがありません',
  'key.noneHelp': 'このアカウントには API キーがありません。交換の必要はありません。',
  'key.question': '新しい API キーを作成しますか？',
  'key.explain':
    'スマートロックへのアクセスに使うキーを Sifely が新しくします。現在のキーは、使用しているすべてのプログラムでただちに使えなくなります。他のプログラムには新しいキーまたは再ログインが必要です。',
  'key.googleKeepsWorking':
    'Google は引き続き利用できます。新しいキーは Sifely の API ポータルで確認できます。',
  'key.make': '新しいキーを作成',
  'key.keep': '現在のキーを使い続ける',
  'key.signInAgain':
    'Sifely へのアクセスが無効になりました。再接続するには、ログアウトしてからログインし直してください。',
  'key.notChanged': '{problem}キーは変更されていません。',
  'key.busy': '新しいキーを作成しています',
  'key.busyHelp': '最大 1 分かかります。その後、アカウントページをもう一度確認してください。',
  'key.unchanged': '新しいキーはまだありません',
  'key.unchangedHelp':
    'Sifely から新しいキーの確認が得られず、現在のキーは引き続き使えます。数分後にもう一度お試しください。',
  'key.lost': 'もう一度ログインしてください',
  'key.lostHelp':
    '現在のキーは無効になりましたが、新しいキーを受け取れませんでした。再接続するには、ログアウトしてからログインし直してください。リンク、スマートロック、PIN はそのままです。',
  'key.unknownHelp':
    'Sifely が新しいキーを作成したかどうかは不明です。数分後にアカウントページを確認してください。「切断」と表示されている場合は、ログアウトしてからログインし直してください。',
  'webhook.question': '新しい Webhook アドレスを作成しますか？',
  'webhook.explain':
    '現在のアドレスはただちに使えなくなります。新しいアドレスを Sifely に貼り付けるまで、更新が遅くなります。',
  'webhook.make': '新しいアドレスを作成',
  'webhook.keep': '現在のアドレスを使い続ける',
} satisfies Record<keyof typeof en, string>;
