import type { texts as en } from './en.ts';

export const texts = {
  title: 'Vincula tus cerraduras',
  signedInAs: '<strong>{username}</strong> · <other>Usar otra cuenta</other>',
  agreement:
    'Al aceptar, permites que Google controle estas cerraduras y vinculas tu cuenta de Sifely a <strong>Google</strong>.',
  whatGoogleGets: 'Qué recibe Google y por qué',
  getsNames: 'El nombre, el grupo y el modelo de cada cerradura, para mostrarla y reconocer su nombre.',
  getsStates: 'Si está bloqueada y en línea, y su nivel de batería, para responderte y ejecutar rutinas.',
  googleNeverGets:
    'Google nunca recibe tu nombre de usuario, contraseña, llaves ni códigos de Sifely. Puedes desvincular cuando quieras en la aplicación Google Home. Gestiónalo en {address}. Consulta la <policy>política de privacidad de Google</policy>.',
  agree: 'Aceptar y vincular',
  noLock: 'Elige al menos una cerradura.',
  changed: 'Has elegido otras cerraduras en otra ventana. Compruébalas de nuevo.',
  otherPerson: 'Ahora has iniciado sesión como {username}. Vuelve a revisar la página antes de aceptar.',
  expired:
    'Iniciaste sesión hace más de 15 minutos o terminaste en otra ventana. No se ha perdido nada: vuelve a iniciar sesión.',
  alreadyLinked: 'Ya está vinculada',
  alreadyLinkedHelp:
    'Tu cuenta ya está vinculada. Cierra esta página y continúa en la aplicación Google Home.',
  badLink: 'Este enlace no funciona',
  badClient:
    'Este enlace tiene un ID de cliente desconocido. Empieza de nuevo en la aplicación Google Home. ¿Gestionas este servicio? El ID de cliente de la Google Home Developer Console debe coincidir con GOOGLE_CLIENT_ID.',
  badRedirect:
    'Este enlace te llevaría a una dirección desconocida. Empieza de nuevo en la aplicación Google Home. ¿Gestionas este servicio? GOOGLE_PROJECT_ID debe ser el ID de tu proyecto de Google Home.',
  returning: 'Vuelves a Google. Si no ocurre nada, continúa tú mismo.',
  backToGoogle: 'Volver a Google',
  continueToGoogle: 'Continuar a Google',
  noLocks: 'Esta cuenta de Sifely no tiene cerraduras',
  noLocksHelp: 'Añade una cerradura a {username} en la aplicación Sifely o usa otra cuenta.',
  noRemote: 'Ninguna de tus cerraduras se puede controlar a distancia',
  noRemoteHelp: 'Google llega a una cerradura a través de un gateway de Sifely o de su propio wifi.',
  step: 'Paso {number, number} de {total, number} · Sifely <to>→</to> Google',
} satisfies Record<keyof typeof en, string>;
