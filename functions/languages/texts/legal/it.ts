import type { texts as en } from './en.ts';

export const texts = {
  title: 'Privacy',
  privacyIntro:
    '{name} collega le tue serrature Sifely a Google Home. Questa pagina dice che cosa conserva su di te e perché.',
  whoRuns: 'Chi lo gestisce',
  runBy: '{name} su {host} è gestito da {operator}.',
  runByUnknown: '{name} su {host} è gestito da chi ti ha dato questo indirizzo.',
  contact: 'Contatto: {contact}.',
  stored: 'Che cosa viene conservato',
  storedAccess:
    'Il tuo nome utente Sifely e l’accesso concesso da Sifely quando hai effettuato l’accesso, entrambi cifrati. La password viene inviata una volta a Sifely e non è conservata.',
  storedPin:
    'I tuoi PIN vocali in una forma da cui non possono essere letti, con i nomi, le porte e gli orari che hai dato loro, cifrati; quando ciascuno è stato usato l’ultima volta; e quando, a quali serrature e da quale collegamento sono arrivati PIN errati nelle ultime quattro settimane.',
  storedLocks:
    'Quali serrature condividi, con nomi, gruppi, modelli, batterie, gateway, ultimi stati, se le porte sono aperte dove lo dice un sensore e orari degli ultimi movimenti e comandi; e le tue impostazioni: che cosa può fare Google, ore di silenzio, nomi per Google e il tuo fuso orario.',
  storedActivity:
    'Per {days, plural, one {# giorno} many {# giorni} other {# giorni}}, cifrato: quando sono state usate quelle serrature e aperte le loro porte, da chi e come, secondo Sifely, e che cosa è stato chiesto a Google, con quale dei tuoi PIN. Nessuna cifra di codici o tessere viene conservata e gli indirizzi sono abbreviati.',
  storedGuests:
    'Gli ospiti che aggiungi: nomi, porte e orari, e i loro codici, tutto cifrato, fino a un giorno dopo la rimozione dalle serrature.',
  storedAlerts:
    'Dove vanno i tuoi avvisi, se ne configuri: indirizzi di programmi, argomenti ntfy e browser, tutto crittografato.',
  storedLinks: 'Quando hai collegato Google e gli hash dei token in possesso di Google.',
  storedVisit:
    'Per 15 minuti: la tua visita alle nostre pagine e una forma irriconoscibile dell’indirizzo di rete da cui è stato effettuato l’accesso, per fermare chi indovina le password.',
  storedLog:
    'Un log di ciò che ha fatto il servizio, con numeri di account e serrature ma senza nomi, PIN e password.',
  purpose: 'A che cosa serve',
  purposeText:
    'Per mostrare le tue serrature in Google Home, bloccarle e sbloccarle quando lo chiedi e trovare guasti. Niente pubblicità e nessun tracciamento; i nostri cookie mantengono l’accesso per 15 minuti, ricordano la lingua scelta e, per 180 giorni, che hai effettuato l’accesso con questo browser, perché non venga bloccato da estranei che provano password.',
  whoGets: 'Chi lo riceve',
  googleGets:
    'Google riceve nomi (anche quelli scelti da te), gruppi, modelli, stati e livelli di batteria delle serrature che condividi. Non riceve il tuo nome utente Sifely, la password, né le chiavi e i codici delle serrature. L’uso dei dati da parte di Google è descritto nelle sue norme sulla privacy.',
  sifelyGets: 'Sifely riceve il tuo accesso e i comandi per le serrature, come dalla propria app.',
  alertsGet:
    'Se configuri degli avvisi, vanno dove hai indicato: al tuo programma, al tuo argomento ntfy o tramite il produttore del tuo browser, che non può leggerli.',
  nobodyElse: 'Nessun altro, tranne l’azienda sui cui computer gira il servizio.',
  howLong: 'Per quanto tempo',
  howLongText:
    'Finché non scolleghi: allora tutto ciò che riguarda il tuo account viene eliminato. Un numero irriconoscibile che non porta a nessuno resta per 400 giorni, per poter dire a Google che il collegamento è terminato. I backup e il log restano finché li conserva il gestore.',
  choices: 'Le tue scelte',
  choicesText:
    'Vedi e modifica ciò che è condiviso, o scollega tutto, nel <account>tuo account</account> o nell’app Google Home. Chiedi al gestore una copia dei tuoi dati, la loro correzione o cancellazione.',
  terms: 'Termini',
  termsIntro:
    '{name} collega le tue serrature Sifely a Google Home. Collegando l’account accetti quanto segue.',
  expect: 'Che cosa puoi aspettarti',
  expectControl:
    'Le serrature che condividi si possono vedere e bloccare da Google Home, e sbloccare con il tuo PIN vocale.',
  expectFailures:
    'Servono il tuo gateway, Sifely, Google e internet. Se uno di questi non funziona, una serratura potrebbe non muoversi o il suo stato apparire in ritardo. Tieni un altro modo per aprire la porta, e guarda la porta quando è importante.',
  yours: 'Che cosa dipende da te',
  yoursShare: 'Condividi solo serrature che puoi aprire.',
  yoursPin:
    'Chi conosce il PIN vocale e può parlare ai tuoi dispositivi può sbloccare le porte. Scegline uno difficile da indovinare e cambialo quando qualcuno non deve più conoscerlo.',
  yoursHome: 'Tutti nella tua casa di Google possono bloccare e vedere lo stato delle serrature.',
  end: 'Come finisce',
  endText:
    'Puoi scollegare in qualsiasi momento, nel <account>tuo account</account> o nell’app Google Home. Il gestore può interrompere il servizio; le serrature continuano a funzionare con l’app Sifely. Google e Sifely hanno termini propri.',
  privacyLink: '<privacy>Che cosa viene conservato su di te, e perché</privacy>.',
} satisfies Record<keyof typeof en, string>;
