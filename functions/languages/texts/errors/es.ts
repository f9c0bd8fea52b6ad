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
} satisfies Record<keyof typeof en, string>;
