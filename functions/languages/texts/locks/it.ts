import type { texts as en } from './en.ts';

export const texts = {
  title: 'Serrature condivise con Google',
  'reason.no-gateway':
    'Nessun gateway nelle vicinanze e niente Wi-Fi. Aggiungi un gateway Sifely nell’app Sifely.',
  'reason.remote-disabled':
    'Lo sblocco remoto è disattivato. Attivalo nelle impostazioni di questa serratura nell’app Sifely.',
  'reason.key-not-yet-valid': 'La tua chiave digitale condivisa non è ancora valida.',
  'reason.key-expired':
    'La tua chiave digitale condivisa è scaduta. Chiedine una nuova al proprietario della serratura.',
  'reason.key-frozen': 'La tua chiave digitale condivisa è sospesa. Chiedi al proprietario della serratura.',
  'reason.key-not-active':
    'La tua chiave digitale condivisa non è attiva. Accettala nell’app Sifely o chiedi al proprietario della serratura.',
  'reason.gone': 'Questa serratura non è più nel tuo account Sifely.',
  choose: 'Scegli le serrature',
  which: 'Quali serrature controlla Google?',
  forEveryone: 'Vale per tutti quelli che hanno collegato questo account.',
  chooseIntro: 'Quali serrature può controllare Google? Puoi cambiare idea più tardi.',
  chosenOf:
    '<strong>{count, number} di {total, plural, one {# serratura} many {# serrature} other {# serrature}}</strong> selezionate.',
  andMore: 'e altre {count, number}',
  find: 'Cerca per nome o gruppo',
  findButton: 'Cerca',
  chooseAll: 'Seleziona tutte ({count, number})',
  chooseThese: 'Seleziona queste ({count, number})',
  chooseNone: 'Deseleziona tutte',
  chooseNoneOfThese: 'Deseleziona queste',
  noneFound: 'Nessuna serratura ha queste parole nel nome o nel gruppo.',
  page: 'Pagina {page, number} di {pages, number}',
  previous: 'Precedente',
  next: 'Successiva',
  noneInAccount: 'Questo account Sifely non ha serrature.',
  noneKnown: 'Nessuna serratura è nota.',
  sharing: 'Google può bloccare le serrature condivise, sbloccarle con il tuo PIN vocale e vederne lo stato.',
  stopSharing:
    'Se smetti di condividere una serratura, scompare da Google insieme alla sua stanza e alle sue routine.',
  lastKnown:
    'Questo è l’ultimo elenco noto. Puoi comunque modificarlo; le nuove serrature compariranno quando Sifely risponderà.',
  cantLoad: 'Al momento non riusciamo a caricare le tue serrature da Sifely. {problem}',
  disconnected: 'Siamo disconnessi da Sifely. Esci e accedi di nuovo per riconnetterti.',
  lastKnownSince:
    'Questo è l’ultimo elenco noto. È stato caricato {ago}. Puoi comunque modificarlo; le nuove serrature compariranno quando Sifely risponderà.',
  mayUnlock: 'Bloccare, aprire',
  mayWith: 'Google può, con {name}',
  uncontrollable:
    '{count, plural, one {# serratura inaccessibile a Google} many {# serrature inaccessibili a Google} other {# serrature inaccessibili a Google}}',
  mayLock: 'Solo bloccare',
  mayTell: 'Solo informare',
} satisfies Record<keyof typeof en, string>;
