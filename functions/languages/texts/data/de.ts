import type { texts as en } from './en.ts';

export const texts = {
  title: 'Deine Daten',
  text: 'Alles, was über dieses Konto gespeichert ist, als JSON-Datei. Sie enthält keine PIN, keinen Code und keinen Schlüssel.',
  download: 'Meine Daten herunterladen',
  signOutEverywhere: 'Überall abmelden',
  unlinkTitle: 'Verknüpfung aufheben',
  unlinkText: 'Entzieht allen den Zugriff und löscht hier alle Daten.',
  unlink: 'Alle Verknüpfungen aufheben…',
  'unlink.question': 'Alle Verknüpfungen aufheben?',
  'unlink.explain':
    'Google verliert den Zugang zu den Schlössern dieses Sifely-Kontos. Wir löschen die Sprach-PIN, die Anmeldung bei Sifely und alle Daten der Schlösser. Google entfernt die Schlösser, ihre Räume und Abläufe.',
  'unlink.explainHousehold':
    'Dein ganzer Haushalt ({count, plural, one {# Verknüpfung} other {# Verknüpfungen}}) verliert den Zugang zu den Schlössern dieses Sifely-Kontos. Wir löschen die Sprach-PIN, die Anmeldung bei Sifely und alle Daten der Schlösser. Google entfernt die Schlösser, ihre Räume und Abläufe.',
  'unlink.locksKeepWorking':
    'Deine Schlösser funktionieren weiter wie bisher. Du kannst sie jederzeit in der Google Home App neu verknüpfen.',
  'unlink.yes': 'Alle Verknüpfungen aufheben',
  'unlink.no': 'Verknüpfung behalten',
  'unlink.done': 'Alle Verknüpfungen sind aufgehoben',
  'unlink.doneHelp':
    'Dein Sifely-Konto ist nicht mehr verknüpft, und wir haben deine Daten gelöscht. Google entfernt die Schlösser innerhalb einer Minute.',
  'unlink.doneNotAtGoogle':
    'Dein Sifely-Konto ist nicht mehr verknüpft, und wir haben deine Daten gelöscht. Wir konnten Google nicht erreichen. Google hat keinen Zugang mehr, zeigt die Schlösser aber vielleicht noch eine Weile an. Um sie sofort zu entfernen, hebe die Verknüpfung dieses Dienstes in der Google Home App auf.',
  'endLink.question': 'Diese Verknüpfung beenden?',
  'endLink.explain':
    'Das Google-Konto, das {ago} verknüpft wurde, kann deine Schlösser dann nicht mehr sehen oder steuern. Die anderen Verknüpfungen bleiben.',
  'endLink.yes': 'Verknüpfung beenden',
  signedOutEverywhere: 'Du bist überall abgemeldet',
  signedOutEverywhereHelp: 'Jeder Browser, der auf dieser Kontoseite angemeldet war, muss sich neu anmelden.',
} satisfies Record<keyof typeof en, string>;
