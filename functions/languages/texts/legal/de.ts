import type { texts as en } from './en.ts';

export const texts = {
  title: 'Datenschutz',
  privacyIntro:
    '{name} verbindet deine Sifely-Schlösser mit Google Home. Diese Seite sagt, was über dich gespeichert wird und warum.',
  whoRuns: 'Wer das betreibt',
  runBy: '{name} unter {host} wird betrieben von {operator}.',
  runByUnknown: '{name} unter {host} wird von der Person betrieben, die dir diese Adresse gegeben hat.',
  contact: 'Kontakt: {contact}.',
  stored: 'Was gespeichert wird',
  storedAccess:
    'Dein Sifely-Benutzername und der Zugang, den Sifely bei deiner Anmeldung gegeben hat, beides verschlüsselt. Dein Passwort geht einmal an Sifely und wird nicht gespeichert.',
  storedPin:
    'Deine Sprach-PINs in einer Form, aus der sie nicht lesbar sind, mit den Namen, Türen und Zeiten, die du ihnen gegeben hast, verschlüsselt; wann jede zuletzt benutzt wurde; und wann, an welchen Schlössern und über welche Verknüpfung in den letzten vier Wochen falsche PINs kamen.',
  storedLocks:
    'Welche Schlösser du freigibst, mit ihren Namen, Gruppen, Modellen, Batterien, Gateways, letzten Zuständen, ob ihre Türen offen sind, wo ein Sensor das meldet, und den Zeiten ihrer letzten Bewegungen und Befehle; und deine Einstellungen dafür: was Google darf, Ruhezeiten, Namen für Google und deine Zeitzone.',
  storedActivity:
    'Für {days, plural, one {# Tag} other {# Tage}}, verschlüsselt: wann diese Schlösser benutzt und ihre Türen geöffnet wurden, von wem und wie, laut Sifely, und worum Google gebeten wurde, mit welcher deiner PINs. Keine Ziffer eines Codes oder einer Karte wird gespeichert, und Adressen werden gekürzt.',
  storedGuests:
    'Gäste, die du hinzufügst: ihre Namen, Türen und Zeiten und ihre Codes, alles verschlüsselt, bis einen Tag nachdem sie aus den Schlössern entfernt sind.',
  storedAlerts:
    'Wohin deine Benachrichtigungen gehen, wenn du welche einrichtest: Adressen von Programmen, ntfy-Themen und Browsern, alles verschlüsselt.',
  storedLinks: 'Wann du Google verknüpft hast, und Hashwerte der Tokens, die Google hat.',
  storedVisit:
    'Für 15 Minuten: dein Besuch auf unseren Seiten und eine unkenntliche Form der Netzwerkadresse, von der sich jemand angemeldet hat, um Leute zu stoppen, die Passwörter raten.',
  storedLog:
    'Ein Protokoll dessen, was der Dienst getan hat, mit Nummern von Konten und Schlössern, aber ohne Namen, PINs und Passwörter.',
  purpose: 'Wozu es dient',
  purposeText:
    'Um deine Schlösser in Google Home zu zeigen, sie auf deinen Wunsch zu verriegeln und zu entriegeln und Fehler zu finden. Es gibt keine Werbung und kein Tracking; unsere Cookies halten dich 15 Minuten angemeldet und merken sich die gewählte Sprache und 180 Tage lang, dass du dich mit diesem Browser angemeldet hast, damit Fremde, die Passwörter raten, ihn nicht aussperren.',
  whoGets: 'Wer es bekommt',
  googleGets:
    'Google bekommt Namen (auch die von dir gewählten), Gruppen, Modelle, Zustände und Batteriestände der Schlösser, die du freigibst. Es bekommt weder deinen Sifely-Benutzernamen noch dein Passwort noch Schlüssel und Codes deiner Schlösser. Was Google mit Daten macht, steht in der Datenschutzerklärung von Google.',
  sifelyGets: 'Sifely bekommt deine Anmeldung und die Befehle für deine Schlösser, wie aus der eigenen App.',
  alertsGet:
    'Wenn du Benachrichtigungen einrichtest, gehen sie dorthin, wo du es angegeben hast: an dein Programm, dein ntfy-Thema oder über den Hersteller deines Browsers, der sie nicht lesen kann.',
  nobodyElse: 'Sonst niemand, außer der Firma, auf deren Computern der Dienst läuft.',
  howLong: 'Wie lange',
  howLongText:
    'Bis du die Verknüpfung aufhebst: Dann wird alles über dein Konto gelöscht. Eine unkenntliche Nummer, die zu niemandem führt, bleibt 400 Tage, damit wir Google sagen können, dass die Verknüpfung beendet ist. Sicherungen und Protokoll bleiben so lange, wie der Betreiber sie aufbewahrt.',
  choices: 'Deine Möglichkeiten',
  choicesText:
    'In <account>deinem Konto</account> oder in der Google Home App siehst und änderst du, was freigegeben ist, oder hebst alle Verknüpfungen auf. Bitte den Betreiber um eine Kopie deiner Daten, ihre Berichtigung oder Löschung.',
  terms: 'Nutzungsbedingungen',
  termsIntro:
    '{name} verbindet deine Sifely-Schlösser mit Google Home. Mit der Verknüpfung stimmst du dem Folgenden zu.',
  expect: 'Was du erwarten kannst',
  expectControl:
    'Freigegebene Schlösser kannst du in Google Home sehen und von dort verriegeln und mit deiner Sprach-PIN entriegeln.',
  expectFailures:
    'Dafür braucht es dein Gateway, Sifely, Google und das Internet. Wenn etwas davon ausfällt, bewegt sich ein Schloss vielleicht nicht oder sein Zustand wird verspätet angezeigt. Behalte einen anderen Weg, deine Tür zu öffnen, und sieh an der Tür nach, wenn es darauf ankommt.',
  yours: 'Was an dir liegt',
  yoursShare: 'Gib nur Schlösser frei, die du öffnen darfst.',
  yoursPin:
    'Wer die Sprach-PIN kennt und mit deinen Geräten sprechen kann, kann die Türen entriegeln. Wähle eine, die schwer zu erraten ist, und ändere sie, wenn jemand sie nicht mehr kennen soll.',
  yoursHome: 'Alle in deinem Google-Zuhause können verriegeln und den Zustand deiner Schlösser sehen.',
  end: 'Wie es endet',
  endText:
    'Du kannst die Verknüpfung jederzeit aufheben, in <account>deinem Konto</account> oder in der Google Home App. Der Betreiber kann den Dienst einstellen; deine Schlösser funktionieren weiter mit der Sifely App. Google und Sifely haben eigene Bedingungen.',
  privacyLink: '<privacy>Was über dich gespeichert wird und warum</privacy>.',
} satisfies Record<keyof typeof en, string>;
