import type { texts as en } from './en.ts';

export const texts = {
  title: 'Privacidad',
  privacyIntro:
    '{name} conecta tus cerraduras Sifely con Google Home. Esta página explica qué guarda sobre ti y por qué.',
  whoRuns: 'Quién lo gestiona',
  runBy: '{name} en {host} está gestionado por {operator}.',
  runByUnknown: '{name} en {host} está gestionado por quien te dio esta dirección.',
  contact: 'Contacto: {contact}.',
  stored: 'Qué se guarda',
  storedAccess:
    'Tu nombre de usuario de Sifely y el acceso que Sifely concedió cuando iniciaste sesión, ambos cifrados. Tu contraseña se envía a Sifely una vez y no se guarda.',
  storedPin:
    'Tus PIN de voz en una forma de la que no se pueden leer, con los nombres, puertas y horas que les diste, cifrados; cuándo se usó cada uno por última vez; y cuándo, en qué cerraduras y por qué vinculación llegaron PIN incorrectos en las últimas cuatro semanas.',
  storedLocks:
    'Qué cerraduras compartes, con sus nombres, grupos, modelos, baterías, gateways, últimos estados, si sus puertas están abiertas cuando lo dice un sensor, y las horas de sus últimos movimientos y órdenes; y tus ajustes: qué puede hacer Google, horas de silencio, nombres para Google y tu zona horaria.',
  storedActivity:
    'Durante {days, plural, one {# día} many {# días} other {# días}}, cifrado: cuándo se usaron esas cerraduras y se abrieron sus puertas, quién y cómo, según Sifely, y qué se pidió a Google y con cuál de tus PIN. No se guarda ninguna cifra de códigos ni tarjetas, y las direcciones se acortan.',
  storedGuests:
    'Los invitados que añades: sus nombres, puertas y horarios y sus códigos, todo cifrado, hasta un día después de que desaparezcan de las cerraduras.',
  storedAlerts:
    'A dónde van tus alertas, si las configuras: direcciones de programas, temas de ntfy y navegadores, todo cifrado.',
  storedLinks: 'Cuándo vinculaste Google y los resúmenes criptográficos de los tokens que tiene Google.',
  storedVisit:
    'Durante 15 minutos: tu visita a nuestras páginas y una forma ofuscada de la dirección de red desde la que se inició sesión, para frenar a quien adivina contraseñas.',
  storedLog:
    'Un registro de lo que hizo el servicio, con números de cuentas y cerraduras pero sin nombres, PIN ni contraseñas.',
  purpose: 'Para qué sirve',
  purposeText:
    'Para mostrar tus cerraduras en Google Home, bloquearlas y desbloquearlas cuando lo pidas y encontrar fallos. No hay publicidad ni seguimiento; nuestras cookies mantienen tu sesión 15 minutos, recuerdan el idioma que has elegido y, durante 180 días, que has iniciado sesión con este navegador, para que no quede bloqueado por extraños que prueban contraseñas.',
  whoGets: 'Quién lo recibe',
  googleGets:
    'Google recibe los nombres (también los que tú elegiste), grupos, modelos, estados y niveles de batería de las cerraduras que compartes. No recibe tu nombre de usuario de Sifely, tu contraseña ni las llaves o códigos de tus cerraduras. Lo que hace Google con los datos está en su política de privacidad.',
  sifelyGets:
    'Sifely recibe tu inicio de sesión y las órdenes para tus cerraduras, como desde su propia aplicación.',
  alertsGet:
    'Si configuras alertas, van a donde has indicado: a tu programa, a tu tema de ntfy o a través del fabricante de tu navegador, que no puede leerlas.',
  nobodyElse: 'Nadie más, salvo la empresa en cuyos ordenadores funciona el servicio.',
  howLong: 'Durante cuánto tiempo',
  howLongText:
    'Hasta que desvincules: entonces se elimina todo lo de tu cuenta. Un número ofuscado que no lleva a nadie se conserva 400 días para poder decir a Google que la vinculación ha terminado. Las copias de seguridad y el registro se guardan mientras los conserve el operador.',
  choices: 'Tus opciones',
  choicesText:
    'Consulta y cambia lo que se comparte, o desvincula todo, en <account>tu cuenta</account> o en la aplicación Google Home. Pide al operador una copia de tus datos, su corrección o su eliminación.',
  terms: 'Condiciones',
  termsIntro: '{name} conecta tus cerraduras Sifely con Google Home. Al vincular, aceptas lo siguiente.',
  expect: 'Qué puedes esperar',
  expectControl:
    'Las cerraduras que compartes se pueden ver y bloquear en Google Home, y desbloquear con tu PIN de voz.',
  expectFailures:
    'Necesita tu gateway, Sifely, Google e internet. Si algo falla, una cerradura puede no moverse o su estado puede mostrarse tarde. Ten otra forma de abrir la puerta y míralo en la propia puerta cuando importe.',
  yours: 'Lo que depende de ti',
  yoursShare: 'Comparte solo cerraduras que tengas derecho a abrir.',
  yoursPin:
    'Quien conozca el PIN de voz y pueda hablar con tus dispositivos puede desbloquear las puertas. Elige uno difícil de adivinar y cámbialo cuando alguien ya no deba conocerlo.',
  yoursHome: 'Todas las personas de tu casa de Google pueden bloquear y ver el estado de tus cerraduras.',
  end: 'Cómo termina',
  endText:
    'Puedes desvincular cuando quieras, en <account>tu cuenta</account> o en la aplicación Google Home. El operador puede cerrar el servicio; tus cerraduras siguen funcionando con la aplicación Sifely. Google y Sifely tienen sus propias condiciones.',
  privacyLink: '<privacy>Qué se guarda sobre ti y por qué</privacy>.',
} satisfies Record<keyof typeof en, string>;
