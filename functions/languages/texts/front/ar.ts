import type { texts as en } from './en.ts';

export const texts = {
  title: 'أقفال Sifely في Google Home',
  what: 'يربط هذا الخادم أقفال Sifely الذكية بـ Google Home.',
  whatBy: 'يربط هذا الخادم أقفال Sifely الذكية بـ Google Home. يديره {operator}.',
  howToLink:
    'للربط، افتح تطبيق Google Home واختر "الأجهزة" ثم "إضافة" ثم "متوافق مع Google Home" ثم هذه الخدمة.',
  linkButton: 'الربط في Google Home',
  codeLabel: 'رمز استجابة سريعة يفتح تطبيق Google Home',
  scan: 'أو امسح هذا الرمز بهاتفك.',
} satisfies Record<keyof typeof en, string>;
