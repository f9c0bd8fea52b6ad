import type { texts as en } from './en.ts';

export const texts = {
  title: 'PIN vocale',
  set: 'Imposta un PIN vocale',
  change: 'Cambia il PIN vocale',
  unlocking: 'Sblocco',
  intro:
    'Per sbloccare, pronuncia o digita il PIN vocale che scegli qui; Google ce lo trasmette. Non è uno dei codici del tastierino.',
  introConsent:
    'Per bloccare non serve alcun PIN. Per sbloccare, pronuncia o digita il PIN vocale che scegli qui; Google ce lo trasmette. Non è uno dei codici del tastierino.',
  keep: 'Mantieni il PIN vocale attuale',
  keepHint: 'Lo usa tutta la tua famiglia.',
  replace: 'Sostituisci il PIN vocale',
  unlockWith: 'Sblocca con un PIN vocale',
  replaceHint: 'Il vecchio PIN smette di funzionare per tutti.',
  replaceNowHint: 'Il vecchio PIN smette subito di funzionare, per tutti.',
  off: 'Non consentire lo sblocco',
  offHint: 'Google può bloccare e controllare le porte, ma mai sbloccarle.',
  removeHint: 'Tutti i PIN vocali vengono rimossi, anche quelli delle persone.',
  removeHintLock:
    'Tutti i PIN vocali vengono rimossi, anche quelli delle persone. Google può ancora bloccare.',
  field: 'PIN vocale (4-8 cifre)',
  newField: 'Nuovo PIN vocale (4-8 cifre)',
  repeat: 'Ripeti il PIN vocale',
  'problem.removed': 'Il PIN vocale è stato rimosso. Impostane uno nuovo o non consentire lo sblocco.',
  'problem.keepOrRemove':
    'Qualcuno della tua famiglia ha appena impostato un PIN vocale. Mantienilo o rimuovilo.',
  'problem.keepOrReplace':
    'Qualcuno della tua famiglia ha appena impostato un PIN vocale. Mantienilo o sostituiscilo.',
  'problem.choose': 'Scegli se Google può sbloccare.',
  'problem.digits': 'Usa da 4 a 8 cifre.',
  'problem.mismatch': 'I PIN non corrispondono. Inseriscili di nuovo entrambi.',
  'problem.trivial': 'Questo PIN è troppo facile da indovinare. Evita le sequenze semplici.',
  'problem.guestCode':
    'Un ospite ha queste cifre come codice. Scegli un altro PIN: chi conosce l’uno non deve conoscere l’altro.',
  'problem.personPin': 'Qualcuno della tua famiglia ha questo PIN. Scegline un altro.',
} satisfies Record<keyof typeof en, string>;
