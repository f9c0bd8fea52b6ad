import type { texts as en } from './en.ts';

export const texts = {
  set: 'Sprach-PIN festlegen',
  change: 'Sprach-PIN ändern',
  unlocking: 'Entriegeln',
  intro:
    'Zum Entriegeln sagst oder tippst du die Sprach-PIN, die du hier wählst; Google gibt sie an uns weiter. Sie ist keiner der Codes für dein Tastenfeld.',
  introConsent: 'Nur zum Entriegeln. Kein Code des Tastenfelds.',
  keep: 'Aktuelle Sprach-PIN behalten',
  keepHint: 'Alle in deinem Haushalt verwenden sie.',
  replace: 'Sprach-PIN ersetzen',
  unlockWith: 'Mit einer Sprach-PIN entriegeln',
  replaceHint: 'Die alte PIN funktioniert dann für niemanden mehr.',
  replaceNowHint: 'Die alte PIN funktioniert ab sofort für niemanden mehr.',
  off: 'Entriegeln nicht erlauben',
  offHint: 'Google kann Türen verriegeln und prüfen, aber nie entriegeln.',
  removeHint: 'Entfernt alle Sprach-PINs, auch persönliche.',
  removeHintLock: 'Entfernt alle Sprach-PINs, auch persönliche. Verriegeln kann Google weiterhin.',
  field: 'Sprach-PIN (4–8 Ziffern)',
  newField: 'Neue Sprach-PIN (4–8 Ziffern)',
  'problem.removed': 'Die Sprach-PIN wurde entfernt. Lege eine neue fest oder erlaube das Entriegeln nicht.',
  'problem.keepOrRemove':
    'Jemand in deinem Haushalt hat gerade eine Sprach-PIN festgelegt. Behalte oder entferne sie.',
  'problem.keepOrReplace':
    'Jemand in deinem Haushalt hat gerade eine Sprach-PIN festgelegt. Behalte oder ersetze sie.',
  'problem.choose': 'Wähle, ob Google entriegeln darf.',
  'problem.digits': 'Verwende 4 bis 8 Ziffern.',
  'problem.guestCode':
    'Ein Gast hat diese Ziffern als Code. Wähle eine andere PIN: Wer das eine kennt, darf das andere nicht kennen.',
  'problem.personPin': 'Jemand in deinem Haushalt hat diese PIN. Wähle eine andere.',
  'problem.repeats': 'Diese PIN ist zu leicht zu erraten: Sie hat weniger als drei verschiedene Ziffern.',
  'problem.counts': 'Diese PIN ist zu leicht zu erraten: Sie zählt auf- oder abwärts.',
  'problem.pattern': 'Diese PIN ist zu leicht zu erraten: Die zweite Hälfte wiederholt die erste.',
  'problem.keypad': 'Diese PIN ist zu leicht zu erraten: Sie ist eine Linie auf dem Tastenfeld.',
  'problem.year': 'Diese PIN ist zu leicht zu erraten: Sie ist ein Jahr oder ein Datum.',
  'problem.doorCode':
    'Das ist ein Code einer deiner Türen. Wähle eine andere PIN: Wer das eine kennt, darf das andere nicht kennen.',
} satisfies Record<keyof typeof en, string>;
