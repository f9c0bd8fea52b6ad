import type { texts as en } from './en.ts';

export const texts = {
  introLinking: '请使用您的 Sifely 应用账号登录。此服务用它让 Google 控制您的门锁。下一步将选择门锁。',
  introAccount:
    '请使用您的 Sifely 应用账号登录，以管理门锁与 Google 的配合方式。登录还会更新我们对 Sifely 的访问权限。',
  username: 'Sifely 邮箱或手机号',
  password: 'Sifely 密码',
  usedOnce: '我们只用它登录 Sifely 一次，不会存储。',
  outdated: '此网页已过期。请重新输入密码。如果问题一直存在，请允许此网站使用 Cookie。',
  enterUsername: '请输入您的 Sifely 邮箱或手机号。',
  enterPassword: '请输入您的 Sifely 密码。',
  tooMany: '登录尝试次数过多。请在 {time} 之后重试。',
  expiredAccount: '您离开已超过 15 分钟，或已在其他位置退出登录。未做任何更改。',
  gone: '已没有任何关联',
  goneHelp: '此关联已结束。您的数据已删除。',
  foreignAccount: '此表单来自其他网站，或来自另一个账号的网页。未做任何更改。',
  nothingLinked: '尚未关联',
  notLinked: 'Sifely 账号 <strong>{username}</strong> 尚未与 Google 关联。',
  howToLink: '关联方法',
  stepDevices: '打开 Google Home 应用，依次选择<strong>设备</strong>、<strong>添加</strong>。',
  stepSearch: '选择<strong>可与 Google Home 搭配使用</strong>，然后搜索此服务。',
  stepSignIn: '登录 Sifely，选择门锁并同意。',
  linkedAnother: '关联了其他 Sifely 账号？请使用该账号登录。',
  titleLinking: '登录 Sifely',
  showPassword: '显示密码',
  forgot: '忘记了？请在 Sifely 应用中重置。',
  titleAccount: '登录以管理您的门锁',
  attemptsLeft: '{count, plural, other {还可以尝试 # 次。}}',
  noAttemptsLeft:
    '邮箱或手机号与密码不匹配，且已没有剩余尝试次数。请在 {time} 之后重试，或在 Sifely 应用中重置密码。',
} satisfies Record<keyof typeof en, string>;
