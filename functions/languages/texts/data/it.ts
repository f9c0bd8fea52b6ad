import type { texts as en } from './en.ts';

export const texts = {
  title: 'I tuoi dati',
  text: 'Tutto ciò che è conservato su questo account, in un file JSON. Non contiene PIN, codici o chiavi.',
  download: 'Scarica i miei dati',
  signOutEverywhere: 'Esci ovunque',
  unlinkTitle: 'Scollega',
  unlinkText: 'Rimuove l’accesso per tutti ed elimina tutti i dati qui.',
  unlink: 'Scollega tutto…',
  'unlink.question': 'Scollegare tutto?',
  'unlink.explain':
    'Google perde l’accesso alle serrature di questo account Sifely. Eliminiamo il PIN vocale, l’accesso a Sifely e tutti i dati delle serrature. Google rimuove le serrature, le loro stanze e le routine.',
  'unlink.explainHousehold':
    'Tutta la tua famiglia ({count, plural, one {# collegamento} many {# collegamenti} other {# collegamenti}}) perde l’accesso alle serrature di questo account Sifely. Eliminiamo il PIN vocale, l’accesso a Sifely e tutti i dati delle serrature. Google rimuove le serrature, le loro stanze e le routine.',
  'unlink.locksKeepWorking':
    'Le tue serrature continuano a funzionare come prima. Puoi collegarle di nuovo in qualsiasi momento nell’app Google Home.',
  'unlink.yes': 'Scollega tutto',
  'unlink.no': 'Mantieni il collegamento',
  'unlink.done': 'È stato scollegato tutto',
  'unlink.doneHelp':
    'Il tuo account Sifely non è più collegato e abbiamo eliminato i tuoi dati. Google rimuove le serrature entro un minuto.',
  'unlink.doneNotAtGoogle':
    'Il tuo account Sifely non è più collegato e abbiamo eliminato i tuoi dati. Non siamo riusciti a raggiungere Google. Non ha più accesso, ma potrebbe mostrare ancora le serrature per un po’. Per rimuoverle subito, scollega questo servizio nell’app Google Home.',
  'endLink.question': 'Terminare questo collegamento?',
  'endLink.explain':
    'L’account Google collegato {ago} non potrà più vedere né controllare le tue serrature. Gli altri collegamenti restano.',
  'endLink.yes': 'Termina questo collegamento',
  signedOutEverywhere: 'Sei uscito ovunque',
  signedOutEverywhereHelp:
    'Tutti i browser che avevano effettuato l’accesso a questa pagina dovranno accedere di nuovo.',
} satisfies Record<keyof typeof en, string>;
