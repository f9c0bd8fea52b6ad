import type { texts as en } from './en.ts';

export const texts = {
  title: 'Connessione',
  connected: 'Connesso.',
  lostKey: 'È stata creata una nuova chiave API, ma non ci è arrivata.',
  disconnected:
    '<strong>Disconnesso</strong>, rilevato {ago}. Google non può controllare le tue serrature. Esci e accedi di nuovo per ripristinare la connessione.',
  notLinked: 'Il collegamento non è ancora completato.',
  notSynced: 'Non ancora sincronizzato.',
  synced: 'Ultima sincronizzazione {ago}.',
  forgotten:
    '<strong>Google non ha più questo collegamento</strong>, rilevato {ago}. Collega di nuovo nell’app Google Home.',
  calls: 'Chiamate a Sifely',
  callsUsed: '{used, number} di {limit, number} usate a {month}.',
  plan: 'Il tuo piano Sifely ne include {calls, number} al mese.',
  callsUntil: 'A questo ritmo bastano fino al {date}.',
  callsEnough: 'A questo ritmo bastano per tutto il mese.',
  callsSpent:
    '<strong>Limite mensile raggiunto</strong>: fino al mese prossimo le modifiche appaiono in ritardo, a meno di impostare gli aggiornamenti immediati.',
  makeKey: 'Crea una nuova chiave API…',
  links: 'Collegamenti a Google',
  linked: 'Collegato {ago}',
  lastUsed: 'Ultimo utilizzo {ago}',
  linksHint: 'Ogni collegamento nell’app Google Home ne crea uno; una persona può averne più di uno.',
  moreLinks: '{count, plural, one {e un altro} many {e altri #} other {e altri #}}',
  endLink: 'Termina questo collegamento',
  webhook: 'Aggiornamenti immediati',
  webhookOn: 'Attivi. Ultimo aggiornamento ricevuto {ago}.',
  webhookOff: 'Non impostati: ancora nulla ricevuto.',
  webhookWhy: 'Con questi Google vede le modifiche in pochi secondi, con molte meno chiamate.',
  webhookSetUp: 'Configura in tre passaggi',
  webhookStep1:
    'Copia questo indirizzo. È segreto: chi lo possiede può simulare eventi della porta, ma non azionare una serratura.',
  webhookStep2: 'Nel portale per sviluppatori di Sifely inseriscilo come indirizzo webhook del tuo account.',
  webhookStep3:
    'Aziona una serratura a mano. Entro un minuto questa pagina indica quando è stato ricevuto l’aggiornamento.',
  webhookRenew: 'Crea un nuovo indirizzo…',
  copy: 'Copia',
  copied: 'Copiato',
  'key.none': 'Nessuna chiave API',
  'key.noneHelp': 'Questo account non ha una chiave API. Non c’è nulla da sostituire.',
  'key.question': 'Creare una nuova chiave API?',
  'key.explain':
    'Sifely sostituisce la chiave che dà accesso alle tue serrature. La chiave attuale smette subito di funzionare, in ogni programma che la usa. Gli altri programmi avranno bisogno della nuova chiave o di un nuovo accesso.',
  'key.googleKeepsWorking': 'Google continua a funzionare. Trovi la nuova chiave nel portale API di Sifely.',
  'key.make': 'Crea una nuova chiave',
  'key.keep': 'Mantieni la chiave attuale',
  'key.signInAgain': 'Sifely non accetta più il nostro accesso. Esci e accedi di nuovo per riconnetterti.',
  'key.notChanged': '{problem} La tua chiave non è stata modificata.',
  'key.busy': 'È in corso la creazione di una nuova chiave',
  'key.busyHelp': 'Può richiedere fino a un minuto. Poi controlla di nuovo la pagina dell’account.',
  'key.unchanged': 'Ancora nessuna nuova chiave',
  'key.unchangedHelp':
    'Sifely non ha confermato una nuova chiave e quella attuale funziona ancora. Riprova tra qualche minuto.',
  'key.lost': 'Accedi di nuovo',
  'key.lostHelp':
    'Sifely ha annullato la chiave attuale, ma la nuova non ci è arrivata. Esci e accedi di nuovo per riconnetterti. Collegamenti, serrature e PIN restano come sono.',
  'key.unknownHelp':
    'Non sappiamo se Sifely ha creato una nuova chiave. Controlla la pagina dell’account tra qualche minuto. Se dice «Disconnesso», esci e accedi di nuovo.',
  'webhook.question': 'Creare un nuovo indirizzo webhook?',
  'webhook.explain':
    'L’indirizzo attuale smette subito di funzionare. Gli aggiornamenti saranno più lenti finché non incolli quello nuovo in Sifely.',
  'webhook.make': 'Crea un nuovo indirizzo',
  'webhook.keep': 'Mantieni l’indirizzo attuale',
} satisfies Record<keyof typeof en, string>;
