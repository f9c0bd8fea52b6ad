import type { texts as en } from './en.ts';

export const texts = {
  title: 'Cerraduras compartidas con Google',
  'reason.no-gateway':
    'No hay ningún gateway cerca ni wifi. Añade un gateway de Sifely en la aplicación Sifely.',
  'reason.remote-disabled':
    'El desbloqueo remoto está desactivado. Actívalo en los ajustes de esta cerradura en la aplicación Sifely.',
  'reason.key-not-yet-valid': 'Tu llave digital compartida aún no es válida.',
  'reason.key-expired':
    'Tu llave digital compartida ha caducado. Pide una nueva al propietario de la cerradura.',
  'reason.key-frozen': 'Tu llave digital compartida está congelada. Pregunta al propietario de la cerradura.',
  'reason.key-not-active':
    'Tu llave digital compartida no está activa. Acéptala en la aplicación Sifely o pregunta al propietario de la cerradura.',
  'reason.gone': 'Esta cerradura ya no está en tu cuenta de Sifely.',
  choose: 'Elegir cerraduras',
  which: '¿Qué cerraduras controla Google?',
  forEveryone: 'Se aplica a todos los que vincularon esta cuenta.',
  chooseIntro: '¿Qué cerraduras puede controlar Google? Puedes cambiarlo más adelante.',
  chosenOf:
    '<strong>{count, number} de {total, plural, one {# cerradura} many {# cerraduras} other {# cerraduras}}</strong> elegidas.',
  andMore: 'y {count, number} más',
  find: 'Buscar por nombre o grupo',
  findButton: 'Buscar',
  chooseAll: 'Elegir todas ({count, number})',
  chooseThese: 'Elegir estas ({count, number})',
  chooseNone: 'No elegir ninguna',
  chooseNoneOfThese: 'No elegir ninguna de estas',
  noneFound: 'Ninguna cerradura tiene esas palabras en su nombre o grupo.',
  page: 'Página {page, number} de {pages, number}',
  previous: 'Anterior',
  next: 'Siguiente',
  noneInAccount: 'Esta cuenta de Sifely no tiene cerraduras.',
  noneKnown: 'No se conoce ninguna cerradura.',
  sharing:
    'Google puede bloquear las cerraduras compartidas, desbloquearlas con tu PIN de voz y ver su estado.',
  stopSharing:
    'Si dejas de compartir una cerradura, desaparece de Google junto con su habitación y sus rutinas.',
  lastKnown:
    'Esta es la última lista conocida. Puedes cambiarla; las cerraduras nuevas aparecerán cuando Sifely responda.',
  cantLoad: 'Ahora mismo no podemos cargar tus cerraduras desde Sifely. {problem}',
  disconnected: 'Se ha perdido la conexión con Sifely. Cierra sesión y vuelve a iniciarla para reconectar.',
  lastKnownSince:
    'Esta es la última lista conocida. Se cargó {ago}. Puedes cambiarla; las cerraduras nuevas aparecerán cuando Sifely responda.',
  mayUnlock: 'Bloquear y abrir',
  mayWith: 'Google puede, con {name}',
  uncontrollable:
    '{count, plural, one {# cerradura inaccesible para Google} many {# cerraduras inaccesibles para Google} other {# cerraduras inaccesibles para Google}}',
  mayLock: 'Solo bloquear',
  mayTell: 'Solo informar',
} satisfies Record<keyof typeof en, string>;
