import type { texts as en } from './en.ts';

export const texts = {
  introLinking:
    'Inicia sesión con tu cuenta de la aplicación Sifely. Este servicio la usa para que Google pueda controlar tus cerraduras. Después elegirás cuáles.',
  introAccount:
    'Inicia sesión con tu cuenta de la aplicación Sifely para gestionar cómo funcionan tus cerraduras con Google. Al hacerlo también se renueva nuestro acceso a Sifely.',
  username: 'Correo o teléfono de Sifely',
  password: 'Contraseña de Sifely',
  usedOnce: 'La usamos una sola vez para iniciar sesión en Sifely y no la guardamos.',
  outdated:
    'La página ha caducado. Escribe tu contraseña de nuevo. Si sigue ocurriendo, permite las cookies de este sitio.',
  enterUsername: 'Escribe tu correo o teléfono de Sifely.',
  enterPassword: 'Escribe tu contraseña de Sifely.',
  tooMany: 'Demasiados intentos de inicio de sesión. Inténtalo de nuevo a partir de las {time}.',
  expiredAccount:
    'Has estado ausente más de 15 minutos o has cerrado sesión en otro lugar. No se ha cambiado nada.',
  gone: 'Ya no hay nada vinculado',
  goneHelp: 'Esta vinculación ha terminado. Tus datos se han eliminado.',
  foreignAccount:
    'Este formulario procede de otro sitio web o de una página de otra cuenta. No se ha cambiado nada.',
  nothingLinked: 'Aún no hay nada vinculado',
  notLinked: 'La cuenta de Sifely <strong>{username}</strong> aún no está vinculada con Google.',
  howToLink: 'Cómo vincularla',
  stepDevices:
    'Abre la aplicación Google Home y elige <strong>Dispositivos</strong> y luego <strong>Añadir</strong>.',
  stepSearch: 'Elige <strong>Funciona con Google Home</strong> y busca este servicio.',
  stepSignIn: 'Inicia sesión en Sifely, elige tus cerraduras y acepta.',
  linkedAnother: '¿Vinculaste otra cuenta de Sifely? Inicia sesión con ella.',
  titleLinking: 'Inicia sesión en Sifely',
  showPassword: 'Mostrar la contraseña',
  forgot: '¿La has olvidado? Restablécela en la aplicación de Sifely.',
  titleAccount: 'Inicia sesión para gestionar tus cerraduras',
  attemptsLeft:
    '{count, plural, one {Queda # intento.} many {Quedan # intentos.} other {Quedan # intentos.}}',
  noAttemptsLeft:
    'El correo o teléfono y la contraseña no coinciden, y no quedan intentos. Inténtalo de nuevo a partir de las {time} o restablece tu contraseña en la aplicación Sifely.',
} satisfies Record<keyof typeof en, string>;
