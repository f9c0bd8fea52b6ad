import type { texts as en } from './en.ts';

export const texts = {
  title: '您的数据',
  text: '此账号保存的所有数据，格式为 JSON 文件。不含 PIN 码、密码或密钥。',
  download: '下载我的数据',
  signOutEverywhere: '在所有设备上退出登录',
  signedOutTitle: '您已在所有设备上退出登录',
  signedOutText: '所有曾登录此账号页面的浏览器都需要重新登录。',
  unlinkTitle: '取消关联',
  unlinkText: '取消所有人的访问权限，并删除此处的所有数据。',
  unlink: '取消所有关联…',
} satisfies Record<keyof typeof en, string>;
