import type { texts as en } from './en.ts';

export const texts = {
  title: 'I tuoi dati',
  text: 'Tutto ciò che è conservato su questo account, in un file JSON. Non contiene PIN, codici o chiavi.',
  download: 'Scarica i miei dati',
  signOutEverywhere: 'Esci ovunque',
  signedOutTitle: 'Hai effettuato l’uscita ovunque',
  signedOutText: 'Tutti i browser che avevano effettuato l’accesso a questa pagina devono accedere di nuovo.',
  unlinkTitle: 'Scollega',
  unlinkText: 'Rimuove l’accesso per tutti ed elimina tutti i dati qui.',
  unlink: 'Scollega tutto…',
} satisfies Record<keyof typeof en, string>;
