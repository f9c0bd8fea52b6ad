import type { texts as en } from './en.ts';

export const texts = {
  title: 'بياناتك',
  text: 'كل ما يُحفظ عن هذا الحساب، كملف JSON. لا يحتوي على رقم PIN أو رمز أو مفتاح.',
  download: 'تنزيل بياناتي',
  signOutEverywhere: 'تسجيل الخروج من كل مكان',
  unlinkTitle: 'إلغاء الربط',
  unlinkText: 'يزيل وصول الجميع ويحذف كل البيانات هنا.',
  unlink: 'إلغاء كل الروابط…',
  'unlink.question': 'هل تريد إلغاء كل الروابط؟',
  'unlink.explain':
    'سيفقد Google إمكانية الوصول إلى أقفال حساب Sifely هذا. نحذف رقم PIN الصوتي وتسجيل الدخول إلى Sifely وكل بيانات الأقفال. ويزيل Google الأقفال وغرفها وسلاسل إجراءاتها.',
  'unlink.explainHousehold':
    'سيفقد جميع أفراد منزلك ({count, plural, zero {# ربط} one {ربط واحد} two {ربطان اثنان} few {# عمليات ربط} many {# عملية ربط} other {# عملية ربط}}) إمكانية الوصول إلى أقفال حساب Sifely هذا. نحذف رقم PIN الصوتي وتسجيل الدخول إلى Sifely وكل بيانات الأقفال. ويزيل Google الأقفال وغرفها وسلاسل إجراءاتها.',
  'unlink.locksKeepWorking':
    'تستمر أقفالك في العمل كما كانت. يمكنك الربط مجددًا في أي وقت من تطبيق Google Home.',
  'unlink.yes': 'إلغاء كل الروابط',
  'unlink.no': 'الاحتفاظ بالربط',
  'unlink.done': 'تم إلغاء كل الروابط',
  'unlink.doneHelp': 'لم يعد حسابك على Sifely مرتبطًا، وقد حذفنا بياناتك. يزيل Google الأقفال خلال دقيقة.',
  'unlink.doneNotAtGoogle':
    'لم يعد حسابك على Sifely مرتبطًا، وقد حذفنا بياناتك. تعذّر علينا الوصول إلى Google. لم يعد بإمكانه الوصول، لكنه قد يعرض الأقفال لبعض الوقت. لإزالتها الآن، ألغِ ربط هذه الخدمة في تطبيق Google Home.',
  'endLink.question': 'هل تريد إنهاء هذا الربط؟',
  'endLink.explain':
    'لن يتمكّن حساب Google الذي تم ربطه {ago} من رؤية أقفالك أو التحكّم فيها. وتبقى عمليات الربط الأخرى.',
  'endLink.yes': 'إنهاء هذا الربط',
  signedOutEverywhere: 'تم تسجيل خروجك من كل مكان',
  signedOutEverywhereHelp: 'يجب تسجيل الدخول مجددًا في كل متصفّح كان مسجّلاً في صفحة الحساب هذه.',
} satisfies Record<keyof typeof en, string>;
