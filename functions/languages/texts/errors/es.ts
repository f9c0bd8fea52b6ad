import type { texts as en } from './en.ts';

export const texts = {
  title: 'Se ha producido un error',
  notFound: 'Página no encontrada',
  toLink: 'Para vincular tus cerraduras, empieza en la aplicación Google Home.',
  unreadable: 'No hemos podido leer esta solicitud',
  ourSide: 'El problema es nuestro. Inténtalo de nuevo en un momento.',
  goBack: 'Vuelve atrás e inténtalo de nuevo.',
  unreadableForm: 'No hemos podido leer este formulario',
  busy: 'Ahora mismo estamos ocupados',
  busyHelp: 'Vuelve atrás e inténtalo de nuevo en un minuto.',
  ourFault: 'Se ha producido un error por nuestra parte',
  noDatabase:
    'Ahora mismo no podemos acceder a nuestra base de datos. Vuelve atrás e inténtalo de nuevo en un minuto.',
  notYourFault:
    'No es culpa tuya. Vuelve atrás e inténtalo de nuevo. Si sigue ocurriendo, avisa a quien gestiona este servicio.',
  notReady: 'No está listo',
  notSetUp: 'Este servicio no está configurado del todo. Consulta su registro.',
  sifelySignedOut: 'Sifely ha cerrado tu sesión',
  sifelySilent: 'Sifely no responde',
  sifelyWrong: 'Se ha producido un error en Sifely',
  sifelyForbids: 'Sifely no lo permite',
  sifelyBusy: 'Sifely está ocupado',
  misconfigured: 'Este servicio no está bien configurado',
  planForbids: 'Tu plan de Sifely no lo permite',
  'cloud.gateway-missing': 'Conecta la cerradura a un gateway en la aplicación Sifely.',
  'cloud.gateway-offline': 'Comprueba que el gateway tenga corriente y wifi.',
  'cloud.gateway-busy': 'El gateway está ocupado. Inténtalo de nuevo en unos segundos.',
  'cloud.lock-offline': 'Comprueba la batería de la cerradura y que su gateway o su wifi estén al alcance.',
  'cloud.lock-busy': 'La cerradura está ocupada. Inténtalo de nuevo en unos segundos.',
  'cloud.lock-frozen':
    'La cerradura está congelada. Su administrador puede descongelarla en la aplicación Sifely.',
  'cloud.not-supported':
    'La cerradura no puede hacerlo, o el desbloqueo remoto está desactivado en sus ajustes de la aplicación Sifely.',
  'cloud.lock-unknown':
    'Esta cerradura ya no está en tu cuenta de Sifely. Di «Hey Google, sincroniza mis dispositivos».',
  'cloud.not-permitted': 'Tu cuenta de Sifely no tiene permiso. Pregunta al administrador de la cerradura.',
  'cloud.sign-in-refused':
    'El correo o teléfono y la contraseña no coinciden. Inténtalo de nuevo o restablece tu contraseña en la aplicación Sifely.',
  'cloud.credentials-refused': 'Vuelve a vincular tu cuenta de Sifely en la aplicación Google Home.',
  'cloud.misconfigured': 'Este servicio no está bien configurado. Avisa a quien lo gestiona.',
  'cloud.plan-exceeded':
    'Tu plan de Sifely está inactivo, agotado o cubre menos cerraduras de las que tienes.',
  'cloud.rate-limited': 'Demasiadas solicitudes. Inténtalo de nuevo en un minuto.',
  'cloud.timed-out': 'Sifely ha tardado demasiado. Inténtalo de nuevo en un minuto.',
  'cloud.unavailable': 'Sifely no responde. Inténtalo de nuevo en un minuto.',
  'cloud.rejected':
    'Sifely ha rechazado la solicitud. Si sigue ocurriendo, avisa a quien gestiona este servicio.',
  'cloud.failed': 'Comprueba la cerradura en la aplicación Sifely e inténtalo de nuevo.',
  foreignForm: 'Este formulario procede de otro sitio web, así que lo hemos ignorado.',
  pleaseStartAgain: 'Empieza de nuevo',
  pleaseCheckAgain: 'Compruébalo de nuevo',
  expired: 'Esta página ha caducado',
} satisfies Record<keyof typeof en, string>;
