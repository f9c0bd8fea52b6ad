import type { texts as en } from './en.ts';

export const texts = {
  set: 'Configurar un PIN de voz',
  change: 'Cambiar el PIN de voz',
  unlocking: 'Desbloqueo',
  intro:
    'Para desbloquear, di o escribe el PIN de voz que elijas aquí; Google nos lo transmite. No es uno de los códigos de tu teclado.',
  introConsent: 'Solo para desbloquear. No es un código del teclado.',
  keep: 'Mantener el PIN de voz actual',
  keepHint: 'Lo usan todas las personas de tu hogar.',
  replace: 'Sustituir el PIN de voz',
  unlockWith: 'Desbloquear con un PIN de voz',
  replaceHint: 'El PIN anterior deja de funcionar para todos.',
  replaceNowHint: 'El PIN anterior deja de funcionar de inmediato para todos.',
  off: 'No permitir el desbloqueo',
  offHint: 'Google puede bloquear y comprobar las puertas, pero nunca desbloquearlas.',
  removeHint: 'Elimina todos los PIN de voz, también los personales.',
  removeHintLock: 'Elimina todos los PIN de voz, también los personales. Google aún puede bloquear.',
  field: 'PIN de voz (de 4 a 8 cifras)',
  newField: 'PIN de voz nuevo (de 4 a 8 cifras)',
  'problem.removed': 'El PIN de voz se ha eliminado. Configura uno nuevo o no permitas el desbloqueo.',
  'problem.keepOrRemove': 'Alguien de tu hogar acaba de configurar un PIN de voz. Mantenlo o elimínalo.',
  'problem.keepOrReplace': 'Alguien de tu hogar acaba de configurar un PIN de voz. Mantenlo o sustitúyelo.',
  'problem.choose': 'Elige si Google puede desbloquear.',
  'problem.digits': 'Usa de 4 a 8 cifras.',
  'problem.guestCode':
    'Un invitado tiene estas cifras como código. Elige otro PIN: quien sabe uno no debe saber el otro.',
  'problem.personPin': 'Alguien de tu hogar ya tiene este PIN. Elige otro.',
  'problem.repeats': 'Este PIN es demasiado fácil de adivinar: tiene menos de tres cifras distintas.',
  'problem.counts': 'Este PIN es demasiado fácil de adivinar: cuenta hacia arriba o hacia abajo.',
  'problem.pattern': 'Este PIN es demasiado fácil de adivinar: la segunda mitad repite la primera.',
  'problem.keypad': 'Este PIN es demasiado fácil de adivinar: es una línea en el teclado.',
  'problem.year': 'Este PIN es demasiado fácil de adivinar: es un año o una fecha.',
  'problem.doorCode':
    'Este es un código de una de tus puertas. Elige otro PIN: quien sabe uno no debe saber el otro.',
} satisfies Record<keyof typeof en, string>;
