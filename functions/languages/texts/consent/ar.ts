import type { texts as en } from './en.ts';

export const texts = {
  title: 'ربط أقفالك بـ Google',
  signedInAs: '<strong>{username}</strong> · <other>استخدام حساب آخر</other>',
  agreement:
    'بموافقتك تسمح لـ Google بالتحكم في هذه الأقفال وتربط حسابك في Sifely بـ <strong>Google</strong>.',
  whatGoogleGets: 'ما يحصل عليه Google، ولماذا',
  getsNames: 'اسم كل قفل ومجموعته وطرازه – لعرضه والتعرّف على اسمه.',
  getsStates: 'ما إذا كان مُقفلاً ومتصلاً ومستوى بطاريته – للرد عليك وتشغيل سلاسل الإجراءات.',
  googleNeverGets:
    'لا يحصل Google أبدًا على اسم المستخدم أو كلمة المرور أو المفاتيح أو الرموز الخاصة بك على Sifely. يمكنك إلغاء الربط في أي وقت من تطبيق Google Home، وإدارة ذلك على {address}. راجِع <policy>سياسة خصوصية Google</policy>.',
  agree: 'الموافقة والربط',
  noLock: 'اختر قفلاً واحدًا على الأقل.',
  changed: 'اخترت أقفالاً أخرى في نافذة أخرى. تحقّق منها مجددًا.',
  otherPerson: 'لقد سجّلت الدخول الآن باسم {username}. راجِع الصفحة مجددًا قبل الموافقة.',
  expired:
    'مرّ أكثر من 15 دقيقة على تسجيل دخولك أو أنهيت العملية في نافذة أخرى. لم يُفقد شيء – سجِّل الدخول مجددًا.',
  alreadyLinked: 'تم الربط من قبل',
  alreadyLinkedHelp: 'حسابك مرتبط من قبل. أغلِق هذه الصفحة وتابِع في تطبيق Google Home.',
  badLink: 'هذا الرابط لا يعمل',
  badClient:
    'يحتوي هذا الرابط على معرّف عميل غير معروف. ابدأ من جديد في تطبيق Google Home. هل تدير هذه الخدمة؟ يجب أن يطابق معرّف العميل في Google Home Developer Console قيمة GOOGLE_CLIENT_ID.',
  badRedirect:
    'سينقلك هذا الرابط إلى عنوان غير معروف. ابدأ من جديد في تطبيق Google Home. هل تدير هذه الخدمة؟ يجب أن يكون GOOGLE_PROJECT_ID معرّف مشروعك في Google Home.',
  returning: 'أنت في طريق العودة إلى Google. إذا لم يحدث شيء، فتابِع بنفسك.',
  backToGoogle: 'العودة إلى Google',
  continueToGoogle: 'المتابعة إلى Google',
  noLocks: 'لا يحتوي حساب Sifely هذا على أقفال',
  noLocksHelp: 'أضِف قفلاً إلى {username} في تطبيق Sifely أو استخدِم حسابًا آخر.',
  noRemote: 'لا يمكن التحكّم في أي من أقفالك عن بُعد',
  noRemoteHelp: 'يصل Google إلى القفل عبر بوابة Sifely أو شبكة Wi-Fi الخاصة بالقفل.',
  step: 'الخطوة {number, number} من {total, number} · Sifely <to>→</to> Google',
} satisfies Record<keyof typeof en, string>;
