import type { texts as en } from './en.ts';

export const texts = {
  title: 'Tus datos',
  text: 'Todo lo que se guarda sobre esta cuenta, en un archivo JSON. No contiene PIN, códigos ni claves.',
  download: 'Descargar mis datos',
  signOutEverywhere: 'Cerrar sesión en todas partes',
  signedOutTitle: 'Has cerrado sesión en todas partes',
  signedOutText:
    'Todos los navegadores que tenían la sesión iniciada en esta página tendrán que iniciarla de nuevo.',
  unlinkTitle: 'Desvincular',
  unlinkText: 'Quita el acceso a todos y borra todos los datos guardados aquí.',
  unlink: 'Desvincular todo…',
} satisfies Record<keyof typeof en, string>;
