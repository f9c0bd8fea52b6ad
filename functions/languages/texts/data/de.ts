import type { texts as en } from './en.ts';

export const texts = {
  title: 'Deine Daten',
  text: 'Alles, was über dieses Konto gespeichert ist, als JSON-Datei. Sie enthält keine PIN, keinen Code und keinen Schlüssel.',
  download: 'Meine Daten herunterladen',
  signOutEverywhere: 'Überall abmelden',
  signedOutTitle: 'Du bist überall abgemeldet',
  signedOutText: 'Jeder Browser, der auf dieser Kontoseite angemeldet war, muss sich neu anmelden.',
  unlinkTitle: 'Verknüpfung aufheben',
  unlinkText: 'Entzieht allen den Zugriff und löscht hier alle Daten.',
  unlink: 'Alle Verknüpfungen aufheben…',
} satisfies Record<keyof typeof en, string>;
