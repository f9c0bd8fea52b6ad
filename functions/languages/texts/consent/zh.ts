import type { texts as en } from './en.ts';

export const texts = {
  title: '将门锁关联到 Google',
  signedInAs: '<strong>{username}</strong> · <other>使用其他账号</other>',
  agreement: '同意即表示您允许 Google 控制这些门锁，并将您的 Sifely 账号关联到 <strong>Google</strong>。',
  whatGoogleGets: 'Google 获得的信息及用途',
  getsNames: '每个门锁的名称、分组和型号 – 用于显示门锁并识别其名称。',
  getsStates: '是否已上锁、是否在线及其电量 – 用于回答您并运行日常安排。',
  googleNeverGets:
    'Google 绝不会获得您的 Sifely 用户名、密码、电子钥匙或开锁密码。您可以随时在 Google Home 应用中取消关联，也可以在 {address} 管理。请参阅 <policy>Google 隐私权政策</policy>。',
  agree: '同意并关联',
  noLock: '请至少选择一个门锁。',
  changed: '您在另一个窗口中选择了其他门锁。请再次检查。',
  otherPerson: '您现在的登录身份是 {username}。请在同意前再次检查此页面。',
  expired: '您登录已超过 15 分钟，或已在另一个窗口中完成。未丢失任何内容 – 请重新登录。',
  alreadyLinked: '已关联',
  alreadyLinkedHelp: '您的账号已关联。请关闭此页面，并在 Google Home 应用中继续。',
  badLink: '此链接无效',
  badClient:
    '此链接的客户端 ID 未知。请在 Google Home 应用中重新开始。您是此服务的运营者？Google Home Developer Console 中的客户端 ID 必须与 GOOGLE_CLIENT_ID 一致。',
  badRedirect:
    '此链接会将您带到未知地址。请在 Google Home 应用中重新开始。您是此服务的运营者？GOOGLE_PROJECT_ID 必须是您的 Google Home 项目的 ID。',
  returning: '正在返回 Google。如果没有反应，请自行继续。',
  backToGoogle: '返回 Google',
  continueToGoogle: '继续前往 Google',
  noLocks: '此 Sifely 账号没有门锁',
  noLocksHelp: '请在 Sifely 应用中为 {username} 添加门锁，或使用其他账号。',
  noRemote: '您的门锁都无法远程控制',
  noRemoteHelp: 'Google 通过 Sifely 网关或门锁自带的 Wi-Fi 连接门锁。',
  step: '第 {number, number} 步，共 {total, number} 步 · Sifely <to>→</to> Google',
} satisfies Record<keyof typeof en, string>;
