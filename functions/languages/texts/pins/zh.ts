import type { texts as en } from './en.ts';

export const texts = {
  title: '语音 PIN 码',
  set: '设置语音 PIN 码',
  change: '更改语音 PIN 码',
  unlocking: '开锁',
  intro: '开锁时，请说出或输入您在此处设置的语音 PIN 码；Google 会将其转交给我们。它不是键盘的开锁密码。',
  introConsent:
    '上锁无需 PIN 码。开锁时，请说出或输入您在此处设置的语音 PIN 码；Google 会将其转交给我们。它不是键盘的开锁密码。',
  keep: '保留当前的语音 PIN 码',
  keepHint: '您家中的所有人都在使用它。',
  replace: '更换语音 PIN 码',
  unlockWith: '使用语音 PIN 码开锁',
  replaceHint: '旧 PIN 码对所有人失效。',
  replaceNowHint: '旧 PIN 码立即对所有人失效。',
  off: '不允许开锁',
  offHint: 'Google 可以上锁和查看门的状态，但绝不能开锁。',
  removeHint: '所有语音 PIN 码都将移除，包括个人 PIN 码。',
  removeHintLock: '所有语音 PIN 码都将移除，包括个人 PIN 码。Google 仍可上锁。',
  field: '语音 PIN 码（4–8 位数字）',
  newField: '新的语音 PIN 码（4–8 位数字）',
  repeat: '再次输入语音 PIN 码',
  'problem.removed': '语音 PIN 码已移除。请设置新的，或不允许开锁。',
  'problem.keepOrRemove': '您家中有人刚刚设置了语音 PIN 码。请保留或移除。',
  'problem.keepOrReplace': '您家中有人刚刚设置了语音 PIN 码。请保留或更换。',
  'problem.choose': '请选择是否允许 Google 开锁。',
  'problem.digits': '请使用 4 到 8 位数字。',
  'problem.mismatch': '两次输入的 PIN 码不一致。请重新输入。',
  'problem.trivial': '此 PIN 码太容易被猜到。请避免简单的规律。',
  'problem.guestCode':
    '有访客正在使用这组数字作为开锁密码。请选择其他 PIN 码：知道其中一个的人不应知道另一个。',
  'problem.personPin': '您家中有人正在使用此 PIN 码。请选择其他的。',
} satisfies Record<keyof typeof en, string>;
