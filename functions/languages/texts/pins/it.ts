import type { texts as en } from './en.ts';

export const texts = {
  set: 'Imposta un PIN vocale',
  change: 'Cambia il PIN vocale',
  unlocking: 'Sblocco',
  intro:
    'Per sbloccare, pronuncia o digita il PIN vocale che scegli qui; Google ce lo trasmette. Non è uno dei codici del tastierino.',
  introConsent: 'Solo per sbloccare. Non è un codice del tastierino.',
  keep: 'Mantieni il PIN vocale attuale',
  keepHint: 'Lo usa tutta la tua famiglia.',
  replace: 'Sostituisci il PIN vocale',
  unlockWith: 'Sblocca con un PIN vocale',
  replaceHint: 'Il vecchio PIN smette di funzionare per tutti.',
  replaceNowHint: 'Il vecchio PIN smette subito di funzionare, per tutti.',
  off: 'Non consentire lo sblocco',
  offHint: 'Google può bloccare e controllare le porte, ma mai sbloccarle.',
  removeHint: 'Rimuove tutti i PIN vocali, anche quelli personali.',
  removeHintLock: 'Rimuove tutti i PIN vocali, anche quelli personali. Google può ancora bloccare.',
  field: 'PIN vocale (4-8 cifre)',
  newField: 'Nuovo PIN vocale (4-8 cifre)',
  'problem.removed': 'Il PIN vocale è stato rimosso. Impostane uno nuovo o non consentire lo sblocco.',
  'problem.keepOrRemove':
    'Qualcuno della tua famiglia ha appena impostato un PIN vocale. Mantienilo o rimuovilo.',
  'problem.keepOrReplace':
    'Qualcuno della tua famiglia ha appena impostato un PIN vocale. Mantienilo o sostituiscilo.',
  'problem.choose': 'Scegli se Google può sbloccare.',
  'problem.digits': 'Usa da 4 a 8 cifre.',
  'problem.guestCode':
    'Un ospite ha queste cifre come codice. Scegli un altro PIN: chi conosce l’uno non deve conoscere l’altro.',
  'problem.personPin': 'Qualcuno della tua famiglia ha questo PIN. Scegline un altro.',
  'problem.repeats': 'Questo PIN è troppo facile da indovinare: ha meno di tre cifre diverse.',
  'problem.counts': 'Questo PIN è troppo facile da indovinare: le cifre sono in sequenza.',
  'problem.pattern': 'Questo PIN è troppo facile da indovinare: la seconda metà ripete la prima.',
  'problem.keypad': 'Questo PIN è troppo facile da indovinare: forma una linea sul tastierino.',
  'problem.year': 'Questo PIN è troppo facile da indovinare: è un anno o una data.',
  'problem.doorCode':
    'Questo è un codice di una delle tue porte. Scegli un altro PIN: chi conosce l’uno non deve conoscere l’altro.',
} satisfies Record<keyof typeof en, string>;
