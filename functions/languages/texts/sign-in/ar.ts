import type { texts as en } from './en.ts';

export const texts = {
  introLinking:
    'سجِّل الدخول بحسابك في تطبيق Sifely. تستخدمه هذه الخدمة ليتمكّن Google من التحكّم في أقفالك. ستختار الأقفال في الخطوة التالية.',
  introAccount:
    'سجِّل الدخول بحسابك في تطبيق Sifely لإدارة عمل أقفالك مع Google. يؤدي ذلك أيضًا إلى تجديد وصولنا إلى Sifely.',
  username: 'البريد الإلكتروني أو رقم الهاتف لدى Sifely',
  password: 'كلمة مرور Sifely',
  usedOnce: 'نستخدمها مرة واحدة لتسجيل الدخول إلى Sifely ولا نحتفظ بها.',
  outdated:
    'انتهت صلاحية الصفحة. أدخِل كلمة المرور مجددًا. إذا تكرّر ذلك، فاسمح بملفات تعريف الارتباط لهذا الموقع.',
  enterUsername: 'أدخِل بريدك الإلكتروني أو رقم هاتفك لدى Sifely.',
  enterPassword: 'أدخِل كلمة مرور Sifely.',
  tooMany: 'محاولات تسجيل دخول كثيرة جدًا. حاوِل مجددًا بعد الساعة {time}.',
  expiredAccount: 'غبت أكثر من 15 دقيقة أو سجّلت الخروج من مكان آخر. لم يتغيّر شيء.',
  gone: 'لم يعد هناك أي ربط',
  goneHelp: 'تم إنهاء هذا الربط وحُذفت بياناتك.',
  foreignAccount: 'جاء هذا النموذج من موقع آخر أو من صفحة حساب مختلف. لم يتغيّر شيء.',
  nothingLinked: 'لا يوجد ربط بعد',
  notLinked: 'حساب Sifely <strong>{username}</strong> غير مرتبط بـ Google بعد.',
  howToLink: 'طريقة الربط',
  stepDevices: 'افتح تطبيق Google Home واختر <strong>الأجهزة</strong> ثم <strong>إضافة</strong>.',
  stepSearch: 'اختر <strong>متوافق مع Google Home</strong> وابحث عن هذه الخدمة.',
  stepSignIn: 'سجِّل الدخول إلى Sifely واختر أقفالك ووافِق.',
  linkedAnother: 'هل ربطت حساب Sifely آخر؟ سجِّل الدخول به.',
  titleLinking: 'تسجيل الدخول إلى Sifely',
  showPassword: 'إظهار كلمة المرور',
  forgot: 'هل نسيتها؟ أعِد ضبطها في تطبيق Sifely.',
  titleAccount: 'سجّل الدخول لإدارة أقفالك',
  attemptsLeft:
    '{count, plural, zero {لم تتبقَّ أي محاولة.} one {تبقّت محاولة واحدة (#).} two {تبقّت محاولتان (#).} few {تبقّت # محاولات.} many {تبقّت # محاولة.} other {تبقّت # محاولة.}}',
  noAttemptsLeft:
    'البريد الإلكتروني أو رقم الهاتف وكلمة المرور غير متطابقين، ولم تتبقَّ أي محاولة. حاوِل مجددًا بعد الساعة {time}، أو أعِد ضبط كلمة المرور في تطبيق Sifely.',
} satisfies Record<keyof typeof en, string>;
