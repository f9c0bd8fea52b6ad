import type { texts as en } from './en.ts';

export const texts = {
  title: 'Cerraduras Sifely en Google Home',
  what: 'Este servidor conecta las cerraduras inteligentes Sifely con Google Home.',
  whatBy: 'Este servidor conecta las cerraduras inteligentes Sifely con Google Home. Lo gestiona {operator}.',
  howToLink:
    'Para vincular, abre la aplicación Google Home y elige Dispositivos, Añadir, Funciona con Google Home y después este servicio.',
  linkButton: 'Vincular en Google Home',
  codeLabel: 'Código QR que abre la aplicación Google Home',
  scan: 'O escanéalo con tu teléfono.',
} satisfies Record<keyof typeof en, string>;
