import type { texts as en } from './en.ts';

export const texts = {
  title: 'Schlösser verknüpfen',
  signedInAs: '<strong>{username}</strong> · <other>Anderes Konto verwenden</other>',
  agreement:
    'Du erlaubst Google, diese Schlösser zu steuern, und verknüpfst dein Sifely-Konto mit <strong>Google</strong>.',
  whatGoogleGets: 'Was Google bekommt und wofür',
  getsNames: 'Name, Gruppe und Modell jedes Schlosses – um es anzuzeigen und seinen Namen zu erkennen.',
  getsStates:
    'Ob es verriegelt und online ist und wie voll die Batterie ist – um dir zu antworten und Abläufe auszuführen.',
  googleNeverGets:
    'Google bekommt nie deinen Sifely-Benutzernamen, dein Passwort, deine Schlüssel oder Codes. Du kannst die Verknüpfung jederzeit in der Google Home App aufheben. Verwalten kannst du alles unter {address}. Siehe <policy>Datenschutzerklärung von Google</policy>.',
  agree: 'Zustimmen und verknüpfen',
  noLock: 'Wähle mindestens ein Schloss aus.',
  changed: 'Du hast in einem anderen Fenster andere Schlösser gewählt. Prüfe sie noch einmal.',
  otherPerson: 'Du bist jetzt als {username} angemeldet. Prüfe die Seite noch einmal, bevor du zustimmst.',
  expired:
    'Du hast dich vor mehr als 15 Minuten angemeldet oder in einem anderen Fenster weitergemacht. Es ist nichts verloren – melde dich noch einmal an.',
  alreadyLinked: 'Bereits verknüpft',
  alreadyLinkedHelp:
    'Dein Konto ist bereits verknüpft. Schließe diese Seite und mach in der Google Home App weiter.',
  badLink: 'Dieser Link funktioniert nicht',
  badClient:
    'Dieser Link hat eine unbekannte Client-ID. Beginne in der Google Home App von vorn. Betreibst du diesen Dienst? Die Client-ID in der Google Home Developer Console muss mit GOOGLE_CLIENT_ID übereinstimmen.',
  badRedirect:
    'Dieser Link würde dich zu einer unbekannten Adresse führen. Beginne in der Google Home App von vorn. Betreibst du diesen Dienst? GOOGLE_PROJECT_ID muss die ID deines Google-Home-Projekts sein.',
  returning: 'Du kehrst zu Google zurück. Wenn nichts passiert, geh selbst dorthin.',
  backToGoogle: 'Zurück zu Google',
  continueToGoogle: 'Weiter zu Google',
  noLocks: 'Dieses Sifely-Konto hat keine Schlösser',
  noLocksHelp: 'Füge in der Sifely App ein Schloss zu {username} hinzu oder verwende ein anderes Konto.',
  noRemote: 'Keines deiner Schlösser lässt sich aus der Ferne steuern',
  noRemoteHelp: 'Google erreicht ein Schloss über ein Sifely-Gateway oder das WLAN des Schlosses.',
  step: 'Schritt {number, number} von {total, number} · Sifely <to>→</to> Google',
} satisfies Record<keyof typeof en, string>;
