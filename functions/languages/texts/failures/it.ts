import type { texts as en } from './en.ts';

export const texts = {
  'not-sent': 'il gateway è stato occupato troppo a lungo e non è stato inviato',
  'gateway-missing': 'la serratura non ha un gateway',
  'gateway-offline': 'il gateway è offline',
  'gateway-busy': 'il gateway era occupato',
  'lock-offline': 'la serratura non ha risposto',
  'lock-busy': 'la serratura era occupata',
  'lock-frozen': 'la serratura è congelata',
  'not-supported': 'il controllo remoto è disattivato nella serratura',
  'lock-unknown': 'la serratura non è più in Sifely',
  'not-permitted': 'Sifely non lo consente',
  'sign-in-refused': 'Sifely ci ha disconnessi',
  'credentials-refused': 'Sifely ci ha disconnessi',
  misconfigured: 'questo servizio non è configurato correttamente',
  'plan-exceeded': 'il piano Sifely è esaurito',
  'rate-limited': 'troppe chiamate in poco tempo',
  'timed-out': 'Sifely non ha risposto in tempo',
  unavailable: 'Sifely non era raggiungibile',
  rejected: 'Sifely ha rifiutato',
  failed: 'Sifely ha segnalato un errore',
  'not-allowed': 'le tue impostazioni per questa serratura non lo consentivano più e non è stato inviato',
} satisfies Record<keyof typeof en, string>;
