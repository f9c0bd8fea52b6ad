import type { texts as en } from './en.ts';

export const texts = {
  title: 'Tus datos',
  text: 'Todo lo que se guarda sobre esta cuenta, en un archivo JSON. No contiene PIN, códigos ni claves.',
  download: 'Descargar mis datos',
  signOutEverywhere: 'Cerrar sesión en todas partes',
  unlinkTitle: 'Desvincular',
  unlinkText: 'Quita el acceso a todos y borra todos los datos guardados aquí.',
  unlink: 'Desvincular todo…',
  'unlink.question': '¿Desvincular todo?',
  'unlink.explain':
    'Google pierde el acceso a las cerraduras de esta cuenta de Sifely. Eliminamos el PIN de voz, el inicio de sesión de Sifely y todos los datos de las cerraduras. Google elimina las cerraduras, sus habitaciones y sus rutinas.',
  'unlink.explainHousehold':
    'Todo tu hogar ({count, plural, one {# vinculación} many {# vinculaciones} other {# vinculaciones}}) pierde el acceso a las cerraduras de esta cuenta de Sifely. Eliminamos el PIN de voz, el inicio de sesión de Sifely y todos los datos de las cerraduras. Google elimina las cerraduras, sus habitaciones y sus rutinas.',
  'unlink.locksKeepWorking':
    'Tus cerraduras siguen funcionando como antes. Puedes volver a vincularlas cuando quieras en la aplicación Google Home.',
  'unlink.yes': 'Desvincular todo',
  'unlink.no': 'Mantener la vinculación',
  'unlink.done': 'Todo está desvinculado',
  'unlink.doneHelp':
    'Tu cuenta de Sifely ya no está vinculada y hemos eliminado tus datos. Google eliminará las cerraduras en un minuto.',
  'unlink.doneNotAtGoogle':
    'Tu cuenta de Sifely ya no está vinculada y hemos eliminado tus datos. No hemos podido contactar con Google. Ya no tiene acceso, pero puede seguir mostrando las cerraduras un tiempo. Para quitarlas ya, desvincula este servicio en la aplicación Google Home.',
  'endLink.question': '¿Terminar esta vinculación?',
  'endLink.explain':
    'La cuenta de Google que se vinculó {ago} ya no podrá ver ni controlar tus cerraduras. Las demás vinculaciones se mantienen.',
  'endLink.yes': 'Terminar esta vinculación',
  signedOutEverywhere: 'Has cerrado sesión en todas partes',
  signedOutEverywhereHelp:
    'Todos los navegadores con la sesión iniciada en esta página tendrán que volver a iniciarla.',
} satisfies Record<keyof typeof en, string>;
