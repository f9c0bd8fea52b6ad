import type { texts as en } from './en.ts';

export const texts = {
  title: 'حدث خطأ',
  notFound: 'لم يتم العثور على الصفحة',
  toLink: 'لربط أقفالك، ابدأ من تطبيق Google Home.',
  unreadable: 'تعذّر علينا قراءة هذا الطلب',
  ourSide: 'المشكلة من جانبنا. حاوِل مجددًا بعد لحظات.',
  goBack: 'ارجع وحاوِل مجددًا.',
  unreadableForm: 'تعذّر علينا قراءة هذا النموذج',
  busy: 'نحن مشغولون الآن',
  busyHelp: 'ارجع وحاوِل مجددًا بعد دقيقة.',
  ourFault: 'حدث خطأ من جانبنا',
  noDatabase: 'يتعذّر علينا الوصول إلى قاعدة البيانات الآن. ارجع وحاوِل مجددًا بعد دقيقة.',
  notYourFault: 'ليس هذا خطأك. ارجع وحاوِل مجددًا. وإذا تكرّر ذلك، أخبِر المسؤول عن هذه الخدمة.',
  notReady: 'غير جاهز',
  notSetUp: 'لم يكتمل إعداد هذه الخدمة. راجِع سجلّها.',
} satisfies Record<keyof typeof en, string>;
