import type { texts as en } from './en.ts';

export const texts = {
  title: '隐私权',
  privacyIntro: '{name} 将您的 Sifely 门锁连接到 Google Home。本页说明它存储哪些关于您的信息以及原因。',
  whoRuns: '运营者',
  runBy: '{host} 上的 {name} 由 {operator} 运营。',
  runByUnknown: '{host} 上的 {name} 由向您提供此地址的人运营。',
  contact: '联系方式：{contact}。',
  stored: '存储的内容',
  storedAccess:
    '您的 Sifely 用户名，以及您登录时 Sifely 授予的访问权限，均已加密。您的密码只会发送给 Sifely 一次，不会存储。',
  storedPin:
    '您的语音 PIN 码（以无法读出的形式加密存储），以及您为其设置的名称、门和时间；每个 PIN 码上次使用的时间；最近四周内 PIN 码输错的时间、门锁和关联。',
  storedLocks:
    '您共享的门锁及其名称、分组、型号、电池、网关、最近状态、门是否打开（如有传感器），以及最近动作和指令的时间；还有您的设置：Google 可以做什么、安静时段、供 Google 使用的名称和您的时区。',
  storedActivity:
    '加密保存 {days, plural, other {# 天}}：这些门锁何时、由谁、以何种方式使用及门何时打开（以 Sifely 的记录为准），以及向 Google 提出的请求和所用的是您的哪个 PIN 码。不会存储开锁密码或卡片的任何数字，地址会被缩短。',
  storedGuests: '您添加的访客：姓名、门、时间和开锁密码，均已加密，保存至从门锁中移除后的一天。',
  storedAlerts: '如果您设置了提醒：提醒的去向，即程序、ntfy 主题和浏览器的地址，全部加密。',
  storedLinks: '您关联 Google 的时间，以及 Google 所持令牌的哈希值。',
  storedVisit: '15 分钟内：您对我们页面的访问，以及登录所用网络地址的混淆形式，用于阻止猜测密码的人。',
  storedLog: '服务运行日志，包含账号和门锁的编号，但不含名称、PIN 码和密码。',
  purpose: '用途',
  purposeText:
    '用于在 Google Home 中显示您的门锁、按您的要求上锁和开锁，以及查找故障。没有广告，也没有跟踪；我们的 Cookie 让您保持登录 15 分钟，并记住您选择的语言；还会在 180 天内记住您曾用此浏览器登录，以免因他人猜测密码而使此浏览器无法登录。',
  whoGets: '谁会获得',
  googleGets:
    'Google 会获得您共享的门锁的名称（包括您选择的名称）、分组、型号、状态和电量。它不会获得您的 Sifely 用户名、密码，也不会获得门锁的电子钥匙和开锁密码。Google 如何处理数据，请参阅 Google 隐私权政策。',
  sifelyGets: 'Sifely 会获得您的登录信息和门锁指令，与来自其自身应用时相同。',
  alertsGet:
    '如果您设置了提醒，提醒会发送到您指定的地方：您的程序、您的 ntfy 主题，或经由浏览器的提供商，后者无法读取内容。',
  nobodyElse: '除了运行此服务的计算机所属公司，没有其他人。',
  howLong: '保存多久',
  howLongText:
    '直到您取消关联：届时有关您账号的所有内容都会删除。一个不指向任何人的混淆编号会保留 400 天，以便我们告知 Google 关联已结束。备份和日志的保存时间由运营者决定。',
  choices: '您的选择',
  choicesText:
    '您可以在<account>您的账号</account>或 Google Home 应用中查看和更改共享内容，或取消所有关联。您可以向运营者索取数据副本，或要求更正、删除。',
  terms: '使用条款',
  termsIntro: '{name} 将您的 Sifely 门锁连接到 Google Home。关联即表示您同意以下内容。',
  expect: '您可以期待什么',
  expectControl: '您共享的门锁可以在 Google Home 中查看和上锁，并可使用语音 PIN 码开锁。',
  expectFailures:
    '它依赖您的网关、Sifely、Google 和互联网。其中任何一项出现故障时，门锁可能不会动作，或状态显示延迟。请保留其他开门方式，重要时请亲自查看门的状态。',
  yours: '您的责任',
  yoursShare: '请仅共享您有权打开的门锁。',
  yoursPin:
    '任何知道语音 PIN 码并能对您的设备说话的人都可以开锁。请选择难以猜测的 PIN 码，并在某人不应再知道时更改。',
  yoursHome: '您 Google 家庭中的所有人都可以上锁并查看门锁状态。',
  end: '终止',
  endText:
    '您可以随时在<account>您的账号</account>或 Google Home 应用中取消关联。运营者可能会停止服务；您的门锁仍可通过 Sifely 应用使用。Google 和 Sifely 有各自的条款。',
  privacyLink: '<privacy>存储了哪些关于您的信息以及原因</privacy>。',
} satisfies Record<keyof typeof en, string>;
