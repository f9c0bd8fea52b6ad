import type { texts as en } from './en.ts';

export const texts = {
  title: 'Serrature Sifely in Google Home',
  what: 'Questo server collega le serrature smart Sifely a Google Home.',
  whatBy: 'Questo server collega le serrature smart Sifely a Google Home. È gestito da {operator}.',
  howToLink:
    'Per collegare, apri l’app Google Home e scegli Dispositivi, Aggiungi, Compatibile con Google Home, poi questo servizio.',
  linkButton: 'Collega in Google Home',
  codeLabel: 'Codice QR che apre l’app Google Home',
  scan: 'Oppure scansiona questo con il telefono.',
} satisfies Record<keyof typeof en, string>;
