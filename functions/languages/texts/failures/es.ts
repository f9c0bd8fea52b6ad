import type { texts as en } from './en.ts';

export const texts = {
  'not-sent': 'el gateway estuvo ocupado demasiado tiempo y no se envió',
  'gateway-missing': 'la cerradura no tiene gateway',
  'gateway-offline': 'el gateway no tiene conexión',
  'gateway-busy': 'el gateway estaba ocupado',
  'lock-offline': 'la cerradura no respondió',
  'lock-busy': 'la cerradura estaba ocupada',
  'lock-frozen': 'la cerradura está congelada',
  'not-supported': 'el control remoto está desactivado en la cerradura',
  'lock-unknown': 'la cerradura ya no está en Sifely',
  'not-permitted': 'Sifely no lo permite',
  'sign-in-refused': 'Sifely cerró nuestra sesión',
  'credentials-refused': 'Sifely cerró nuestra sesión',
  misconfigured: 'este servicio no está bien configurado',
  'plan-exceeded': 'el plan de Sifely está agotado',
  'rate-limited': 'hubo demasiadas llamadas en poco tiempo',
  'timed-out': 'Sifely no respondió a tiempo',
  unavailable: 'no se pudo contactar con Sifely',
  rejected: 'Sifely lo rechazó',
  failed: 'Sifely informó de un fallo',
  'not-allowed': 'tus ajustes de esta cerradura ya no lo permitían y no se envió',
} satisfies Record<keyof typeof en, string>;
