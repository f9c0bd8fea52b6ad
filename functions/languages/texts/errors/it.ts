import type { texts as en } from './en.ts';

export const texts = {
  title: 'Si è verificato un problema',
  notFound: 'Pagina non trovata',
  toLink: 'Per collegare le tue serrature, inizia dall’app Google Home.',
  unreadable: 'Non siamo riusciti a leggere la richiesta',
  ourSide: 'Il problema è nostro. Riprova tra un momento.',
  goBack: 'Torna indietro e riprova.',
  unreadableForm: 'Non siamo riusciti a leggere il modulo',
  busy: 'Al momento siamo occupati',
  busyHelp: 'Torna indietro e riprova tra un minuto.',
  ourFault: 'Si è verificato un problema da parte nostra',
  noDatabase:
    'Al momento non riusciamo a raggiungere il nostro database. Torna indietro e riprova tra un minuto.',
  notYourFault:
    'Non è colpa tua. Torna indietro e riprova. Se continua a succedere, avvisa chi gestisce questo servizio.',
  notReady: 'Non pronto',
  notSetUp: 'Questo servizio non è configurato del tutto. Controlla il suo log.',
} satisfies Record<keyof typeof en, string>;
