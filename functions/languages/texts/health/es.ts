import type { texts as en } from './en.ts';

export const texts = {
  title: 'Conexión',
  connected: 'Conectado.',
  lostKey: 'Se creó una clave de API nueva, pero no nos llegó.',
  disconnected:
    '<strong>Desconectado</strong>, detectado {ago}. Google no puede controlar tus cerraduras. Cierra la sesión y vuelve a iniciarla para reconectar.',
  notLinked: 'La vinculación aún no ha terminado.',
  notSynced: 'Aún no se ha sincronizado.',
  synced: 'Última sincronización {ago}.',
  forgotten:
    '<strong>Google ya no tiene esta vinculación</strong>, detectado {ago}. Vuelve a vincular en la aplicación Google Home.',
  calls: 'Llamadas a Sifely',
  callsUsed: '{used, number} de {limit, number} usadas en {month}.',
  plan: 'Tu plan de Sifely incluye {calls, number} al mes.',
  callsUntil: 'A este ritmo alcanzan hasta el {date}.',
  callsEnough: 'A este ritmo alcanzan para todo el mes.',
  callsSpent:
    '<strong>Se alcanzó el límite mensual</strong>: hasta el mes que viene, los cambios aparecen tarde si no configuras las actualizaciones instantáneas.',
  makeKey: 'Crear una clave de API nueva…',
  links: 'Vinculaciones con Google',
  linked: 'Vinculado {ago}',
  lastUsed: 'Último uso {ago}',
  linksHint:
    'Cada vez que alguien vincula en la aplicación Google Home se crea una; una persona puede tener varias.',
  moreLinks: '{count, plural, one {y # más} many {y # más} other {y # más}}',
  endLink: 'Terminar esta vinculación',
  webhook: 'Actualizaciones instantáneas',
  webhookOn: 'Activadas. Última actualización recibida {ago}.',
  webhookOff: 'Sin configurar: aún no se ha recibido nada.',
  webhookWhy: 'Con ellas, Google ve los cambios en segundos y se usan muchas menos llamadas.',
  webhookSetUp: 'Configurar en tres pasos',
  webhookStep1:
    'Copia esta dirección. Es secreta: quien la tenga podría fingir eventos de la puerta, pero no mover una cerradura.',
  webhookStep2:
    'En el portal para desarrolladores de Sifely, introdúcela como dirección de webhook de tu cuenta.',
  webhookStep3:
    'Gira una cerradura con la mano. En menos de un minuto, esta página dirá cuándo se recibió la actualización.',
  webhookRenew: 'Crear una dirección nueva…',
  copy: 'Copiar',
  copied: 'Copiado',
  'key.none': 'No hay clave de API',
  'key.noneHelp': 'Esta cuenta no tiene clave de API. No hay nada que sustituir.',
  'key.question': '¿Crear una clave de API nueva?',
  'key.explain':
    'Sifely sustituye la clave que da acceso a tus cerraduras. La clave actual deja de funcionar de inmediato en todos los programas que la usan. Los demás programas necesitarán la clave nueva o volver a iniciar sesión.',
  'key.googleKeepsWorking':
    'Google sigue funcionando. Encontrarás la clave nueva en el portal de API de Sifely.',
  'key.make': 'Crear una clave nueva',
  'key.keep': 'Mantener la clave actual',
  'key.signInAgain':
    'Sifely ya no acepta nuestro acceso. Cierra sesión y vuelve a iniciarla para reconectar.',
  'key.notChanged': '{problem} Tu clave no se ha cambiado.',
  'key.busy': 'Se está creando una clave nueva',
  'key.busyHelp': 'Puede tardar hasta un minuto. Después, vuelve a comprobar la página de la cuenta.',
  'key.unchanged': 'Aún no hay clave nueva',
  'key.unchangedHelp':
    'Sifely no ha confirmado una clave nueva y la actual sigue funcionando. Inténtalo de nuevo en unos minutos.',
  'key.lost': 'Vuelve a iniciar sesión',
  'key.lostHelp':
    'Sifely ha anulado la clave actual, pero la nueva no nos ha llegado. Cierra sesión y vuelve a iniciarla para reconectar. Tus vinculaciones, cerraduras y PIN no cambian.',
  'key.unknownHelp':
    'No sabemos si Sifely ha creado una clave nueva. Comprueba la página de la cuenta en unos minutos. Si pone «Desconectado», cierra sesión y vuelve a iniciarla.',
  'webhook.question': '¿Crear una dirección de webhook nueva?',
  'webhook.explain':
    'La dirección actual deja de funcionar de inmediato. Las actualizaciones serán más lentas hasta que pegues la nueva en Sifely.',
  'webhook.make': 'Crear una dirección nueva',
  'webhook.keep': 'Mantener la dirección actual',
} satisfies Record<keyof typeof en, string>;
