import type { texts as en } from './en.ts';

export const texts = {
  'not-sent': 'das Gateway war zu lange belegt, deshalb wurde nichts gesendet',
  'gateway-missing': 'das Schloss hat kein Gateway',
  'gateway-offline': 'das Gateway ist offline',
  'gateway-busy': 'das Gateway war belegt',
  'lock-offline': 'das Schloss hat nicht geantwortet',
  'lock-busy': 'das Schloss war beschäftigt',
  'lock-frozen': 'das Schloss ist eingefroren',
  'not-supported': 'die Fernsteuerung ist im Schloss ausgeschaltet',
  'lock-unknown': 'das Schloss ist nicht mehr in Sifely',
  'not-permitted': 'Sifely erlaubt es nicht',
  'sign-in-refused': 'Sifely hat uns abgemeldet',
  'credentials-refused': 'Sifely hat uns abgemeldet',
  misconfigured: 'dieser Dienst ist nicht richtig eingerichtet',
  'plan-exceeded': 'der Sifely-Tarif ist aufgebraucht',
  'rate-limited': 'zu viele Aufrufe in kurzer Zeit',
  'timed-out': 'Sifely hat nicht rechtzeitig geantwortet',
  unavailable: 'Sifely war nicht erreichbar',
  rejected: 'Sifely hat es abgelehnt',
  failed: 'Sifely hat einen Fehler gemeldet',
  'not-allowed':
    'deine Einstellungen für dieses Schloss erlaubten es nicht mehr, deshalb wurde nichts gesendet',
  jammed: 'der Riegel klemmt',
  'not-moved': 'das Schloss hat sich nicht bewegt',
} satisfies Record<keyof typeof en, string>;
