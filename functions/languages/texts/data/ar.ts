import type { texts as en } from './en.ts';

export const texts = {
  title: 'بياناتك',
  text: 'كل ما يُحفظ عن هذا الحساب، كملف JSON. لا يحتوي على رقم PIN أو رمز أو مفتاح.',
  download: 'تنزيل بياناتي',
  signOutEverywhere: 'تسجيل الخروج من كل مكان',
  signedOutTitle: 'تم تسجيل خروجك من كل مكان',
  signedOutText: 'على كل متصفّح كان مسجّلًا في صفحة الحساب هذه تسجيل الدخول مجددًا.',
  unlinkTitle: 'إلغاء الربط',
  unlinkText: 'يزيل وصول الجميع ويحذف كل البيانات هنا.',
  unlink: 'إلغاء كل الروابط…',
} satisfies Record<keyof typeof en, string>;
