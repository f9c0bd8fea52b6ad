import type { texts as en } from './en.ts';

export const texts = {
  title: '您的数据',
  text: '此账号保存的所有数据，格式为 JSON 文件。不含 PIN 码、密码或密钥。',
  download: '下载我的数据',
  signOutEverywhere: '在所有设备上退出登录',
  unlinkTitle: '取消关联',
  unlinkText: '取消所有人的访问权限，并删除此处的所有数据。',
  unlink: '取消所有关联…',
  'unlink.question': '取消所有关联？',
  'unlink.explain':
    'Google 将无法再访问此 Sifely 账号的门锁。我们会删除语音 PIN 码、Sifely 登录信息和所有门锁数据。Google 会移除门锁及其房间和日常安排。',
  'unlink.explainHousehold':
    '您全家（{count, plural, other {# 个关联}}）将无法再访问此 Sifely 账号的门锁。我们会删除语音 PIN 码、Sifely 登录信息和所有门锁数据。Google 会移除门锁及其房间和日常安排。',
  'unlink.locksKeepWorking': '您的门锁会像以前一样工作。您可以随时在 Google Home 应用中重新关联。',
  'unlink.yes': '取消所有关联',
  'unlink.no': '保留关联',
  'unlink.done': '已取消所有关联',
  'unlink.doneHelp': '您的 Sifely 账号已取消关联，我们已删除您的数据。Google 会在一分钟内移除门锁。',
  'unlink.doneNotAtGoogle':
    '您的 Sifely 账号已取消关联，我们已删除您的数据。我们无法联系到 Google。它已无法访问，但可能还会显示门锁一段时间。要立即移除，请在 Google Home 应用中取消关联此服务。',
  'endLink.question': '结束此关联？',
  'endLink.explain': '{ago}关联的 Google 账号将无法再查看或控制您的门锁。其他关联保持不变。',
  'endLink.yes': '结束此关联',
  signedOutEverywhere: '您已在所有位置退出登录',
  signedOutEverywhereHelp: '登录过此账号页面的所有浏览器都需要重新登录。',
} satisfies Record<keyof typeof en, string>;
