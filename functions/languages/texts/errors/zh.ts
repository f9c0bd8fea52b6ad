import type { texts as en } from './en.ts';

export const texts = {
  title: '出了点问题',
  notFound: '找不到网页',
  toLink: '要关联您的门锁，请从 Google Home 应用开始。',
  unreadable: '我们无法读取此请求',
  ourSide: '问题出在我们这边。请稍后重试。',
  goBack: '请返回后重试。',
  unreadableForm: '我们无法读取此表单',
  busy: '我们现在很忙',
  busyHelp: '请返回，一分钟后重试。',
  ourFault: '我们这边出了点问题',
  noDatabase: '我们目前无法访问数据库。请返回，一分钟后重试。',
  notYourFault: '这不是您的问题。请返回后重试。如果问题一直存在，请告诉此服务的运营者。',
  notReady: '尚未就绪',
  notSetUp: '此服务尚未完全设置好。请查看其日志。',
} satisfies Record<keyof typeof en, string>;
