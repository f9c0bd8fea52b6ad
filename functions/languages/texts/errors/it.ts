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
  sifelySignedOut: 'Sifely ti ha disconnesso',
  sifelySilent: 'Sifely non risponde',
  sifelyWrong: 'Si è verificato un problema in Sifely',
  sifelyForbids: 'Sifely non lo consente',
  sifelyBusy: 'Sifely è occupato',
  misconfigured: 'Questo servizio non è configurato correttamente',
  planForbids: 'Il tuo piano Sifely non lo consente',
  'cloud.gateway-missing': 'Collega la serratura a un gateway nell’app Sifely.',
  'cloud.gateway-offline': 'Controlla che il gateway abbia corrente e Wi-Fi.',
  'cloud.gateway-busy': 'Il gateway è occupato. Riprova tra qualche secondo.',
  'cloud.lock-offline':
    'Controlla la batteria della serratura e che il suo gateway o il Wi-Fi sia raggiungibile.',
  'cloud.lock-busy': 'La serratura è occupata. Riprova tra qualche secondo.',
  'cloud.lock-frozen': 'La serratura è sospesa. Il suo amministratore può riattivarla nell’app Sifely.',
  'cloud.not-supported':
    'La serratura non può farlo, oppure lo sblocco remoto è disattivato nelle sue impostazioni nell’app Sifely.',
  'cloud.lock-unknown':
    'Questa serratura non è più nel tuo account Sifely. Di’ «Hey Google, sincronizza i miei dispositivi».',
  'cloud.not-permitted': 'Il tuo account Sifely non può farlo. Chiedi all’amministratore della serratura.',
  'cloud.sign-in-refused':
    'L’email o il numero di telefono e la password non corrispondono. Riprova o reimposta la password nell’app Sifely.',
  'cloud.credentials-refused': 'Collega di nuovo il tuo account Sifely nell’app Google Home.',
  'cloud.misconfigured': 'Questo servizio non è configurato correttamente. Avvisa chi lo gestisce.',
  'cloud.plan-exceeded':
    'Il tuo piano Sifely non è attivo, è esaurito o copre meno serrature di quelle che hai.',
  'cloud.rate-limited': 'Troppe richieste. Riprova tra un minuto.',
  'cloud.timed-out': 'Sifely ha impiegato troppo tempo. Riprova tra un minuto.',
  'cloud.unavailable': 'Sifely non risponde. Riprova tra un minuto.',
  'cloud.rejected':
    'Sifely ha rifiutato la richiesta. Se continua a succedere, avvisa chi gestisce questo servizio.',
  'cloud.failed': 'Controlla la serratura nell’app Sifely, poi riprova.',
  foreignForm: 'Questo modulo proviene da un altro sito, quindi l’abbiamo ignorato.',
  pleaseStartAgain: 'Ricomincia',
  pleaseCheckAgain: 'Controlla di nuovo',
  expired: 'Questa pagina è scaduta',
} satisfies Record<keyof typeof en, string>;
