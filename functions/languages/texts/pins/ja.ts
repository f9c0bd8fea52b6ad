import type { texts as en } from './en.ts';

export const texts = {
  set: '音声 PIN を設定',
  change: '音声 PIN を変更',
  unlocking: '解錠',
  intro:
    '解錠するには、ここで設定する音声 PIN を話すか入力します。PIN は Google からこのサービスに渡されます。キーパッドの暗証番号とは別のものです。',
  introConsent: '解錠のときだけ使います。キーパッドの暗証番号とは別です。',
  keep: '現在の音声 PIN を使い続ける',
  keepHint: 'ご家族全員が使用しています。',
  replace: '音声 PIN を新しくする',
  unlockWith: '音声 PIN で解錠する',
  replaceHint: '以前の PIN は誰も使えなくなります。',
  replaceNowHint: '以前の PIN はただちに誰も使えなくなります。',
  off: '解錠を許可しない',
  offHint: 'Google はドアの施錠と状態の確認はできますが、解錠はできません。',
  removeHint: '個人用も含めて、すべての音声 PIN を削除します。',
  removeHintLock: '個人用も含めて、すべての音声 PIN を削除します。Google による施錠は引き続き可能です。',
  field: '音声 PIN（4～8 桁）',
  newField: '新しい音声 PIN（4～8 桁）',
  'problem.removed':
    '音声 PIN は削除されました。新しい PIN を設定するか、解錠を許可しない設定にしてください。',
  'problem.keepOrRemove': 'ご家族のどなたかが音声 PIN を設定しました。そのまま使うか、削除してください。',
  'problem.keepOrReplace': 'ご家族のどなたかが音声 PIN を設定しました。そのまま使うか、新しくしてください。',
  'problem.choose': 'Google に解錠を許可するかどうかを選択してください。',
  'problem.digits': '4～8 桁の数字を使用してください。',
  'problem.guestCode':
    'この数字はゲストの暗証番号として使われています。暗証番号を知る人に PIN が知られないよう、別の PIN を選んでください。',
  'problem.personPin': 'この PIN はご家族のどなたかが使用しています。別の PIN を選んでください。',
  'problem.repeats': 'この PIN は推測されやすいため使えません。異なる数字を 3 種類以上使ってください。',
  'problem.counts': 'この PIN は推測されやすいため使えません。連続した数字です。',
  'problem.pattern': 'この PIN は推測されやすいため使えません。前半と後半が同じです。',
  'problem.keypad': 'この PIN は推測されやすいため使えません。キーパッド上で一本の線になります。',
  'problem.year': 'この PIN は推測されやすいため使えません。年または日付になっています。',
  'problem.doorCode':
    'この数字はドアの暗証番号として使われています。暗証番号を知る人に PIN が知られないよう、別の PIN を選んでください。',
} satisfies Record<keyof typeof en, string>;
