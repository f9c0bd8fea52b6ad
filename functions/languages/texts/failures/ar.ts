import type { texts as en } from './en.ts';

export const texts = {
  'not-sent': 'كانت البوابة مشغولة طويلًا فلم يُرسل شيء',
  'gateway-missing': 'لا توجد بوابة للقفل',
  'gateway-offline': 'البوابة غير متصلة',
  'gateway-busy': 'كانت البوابة مشغولة',
  'lock-offline': 'لم يستجب القفل',
  'lock-busy': 'كان القفل مشغولًا',
  'lock-frozen': 'القفل مجمَّد',
  'not-supported': 'التحكّم عن بُعد معطّل في القفل',
  'lock-unknown': 'لم يعد القفل موجودًا في Sifely',
  'not-permitted': 'لا تسمح Sifely بذلك',
  'sign-in-refused': 'سجّلت Sifely خروجنا',
  'credentials-refused': 'سجّلت Sifely خروجنا',
  misconfigured: 'هذه الخدمة غير مُعدّة بشكل صحيح',
  'plan-exceeded': 'نفدت خطة Sifely',
  'rate-limited': 'طلبات كثيرة في وقت قصير',
  'timed-out': 'لم تستجب Sifely في الوقت المناسب',
  unavailable: 'تعذّر الوصول إلى Sifely',
  rejected: 'رفضته Sifely',
  failed: 'أبلغت Sifely عن فشل',
  'not-allowed': 'لم تعد إعداداتك لهذا القفل تسمح بذلك فلم يُرسل شيء',
} satisfies Record<keyof typeof en, string>;
