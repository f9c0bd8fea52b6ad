import type { texts as en } from './en.ts';

export const texts = {
  'not-sent': '网关忙碌时间过长，未发送',
  'gateway-missing': '门锁没有网关',
  'gateway-offline': '网关离线',
  'gateway-busy': '网关忙碌',
  'lock-offline': '门锁没有响应',
  'lock-busy': '门锁忙碌',
  'lock-frozen': '门锁已冻结',
  'not-supported': '门锁的远程控制已关闭',
  'lock-unknown': '门锁已不在 Sifely 中',
  'not-permitted': 'Sifely 不允许',
  'sign-in-refused': 'Sifely 已将我们登出',
  'credentials-refused': 'Sifely 已将我们登出',
  misconfigured: '此服务设置不正确',
  'plan-exceeded': 'Sifely 套餐已用完',
  'rate-limited': '短时间内调用过多',
  'timed-out': 'Sifely 未及时响应',
  unavailable: '无法连接 Sifely',
  rejected: 'Sifely 拒绝了',
  failed: 'Sifely 报告失败',
  'not-allowed': '您对此门锁的设置已不允许，因此未发送',
} satisfies Record<keyof typeof en, string>;
