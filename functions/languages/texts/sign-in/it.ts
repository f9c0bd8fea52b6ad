import type { texts as en } from './en.ts';

export const texts = {
  introLinking:
    'Accedi con il tuo account dell’app Sifely. Questo servizio lo usa perché Google possa controllare le tue serrature. Dopo sceglierai quali.',
  introAccount:
    'Accedi con il tuo account dell’app Sifely per gestire come le tue serrature funzionano con Google. L’accesso rinnova anche il nostro collegamento a Sifely.',
  username: 'Email o numero di telefono Sifely',
  password: 'Password Sifely',
  usedOnce: 'La usiamo una volta per accedere a Sifely e non la conserviamo.',
  outdated:
    'La pagina è scaduta. Inserisci di nuovo la password. Se continua a succedere, consenti i cookie per questo sito.',
  enterUsername: 'Inserisci la tua email o il numero di telefono Sifely.',
  enterPassword: 'Inserisci la tua password Sifely.',
  tooMany: 'Troppi tentativi di accesso. Riprova dopo le {time}.',
  expiredAccount:
    'Sei stato assente per più di 15 minuti o sei uscito altrove. Non è stato modificato nulla.',
  gone: 'Non è più collegato nulla',
  goneHelp: 'Questo collegamento è terminato. I tuoi dati sono stati eliminati.',
  foreignAccount:
    'Questo modulo proviene da un altro sito o da una pagina di un altro account. Non è stato modificato nulla.',
  nothingLinked: 'Non è ancora collegato nulla',
  notLinked: 'L’account Sifely <strong>{username}</strong> non è ancora collegato a Google.',
  howToLink: 'Come collegarlo',
  stepDevices: 'Apri l’app Google Home e scegli <strong>Dispositivi</strong>, poi <strong>Aggiungi</strong>.',
  stepSearch: 'Scegli <strong>Compatibile con Google Home</strong> e cerca questo servizio.',
  stepSignIn: 'Accedi a Sifely, scegli le tue serrature e accetta.',
  linkedAnother: 'Hai collegato un altro account Sifely? Accedi con quello.',
  titleLinking: 'Accedi a Sifely',
  showPassword: 'Mostra la password',
  forgot: 'L’hai dimenticata? Reimpostala nell’app Sifely.',
  titleAccount: 'Accedi per gestire le tue serrature',
  attemptsLeft:
    '{count, plural, one {Resta # tentativo.} many {Restano # tentativi.} other {Restano # tentativi.}}',
  noAttemptsLeft:
    'L’email o il numero di telefono e la password non corrispondono e non restano tentativi. Riprova dopo le {time} o reimposta la password nell’app Sifely.',
} satisfies Record<keyof typeof en, string>;
