import type { texts as en } from './en.ts';

export const texts = {
  title: 'Sifely-Schlösser in Google Home',
  what: 'Dieser Server verbindet smarte Schlösser von Sifely mit Google Home.',
  whatBy:
    'Dieser Server verbindet smarte Schlösser von Sifely mit Google Home. Er wird betrieben von {operator}.',
  howToLink:
    'Öffne zum Verknüpfen die Google Home App und wähle Geräte, Hinzufügen, Funktioniert mit Google Home und dann diesen Dienst.',
  linkButton: 'In Google Home verknüpfen',
  codeLabel: 'QR-Code, der die Google Home App öffnet',
  scan: 'Oder scanne das mit deinem Smartphone.',
} satisfies Record<keyof typeof en, string>;
