import type { texts as en } from './en.ts';

export const texts = {
  introLinking:
    'Melde dich mit deinem Konto der Sifely App an. Dieser Dienst nutzt es, damit Google deine Schlösser steuern kann. Welche, wählst du im nächsten Schritt.',
  introAccount:
    'Melde dich mit deinem Konto der Sifely App an, um zu verwalten, wie deine Schlösser mit Google funktionieren. Dabei wird auch unser Zugang zu Sifely erneuert.',
  username: 'E-Mail-Adresse oder Telefonnummer bei Sifely',
  password: 'Sifely-Passwort',
  usedOnce: 'Wir verwenden es einmal, um uns bei Sifely anzumelden, und speichern es nicht.',
  outdated:
    'Diese Seite ist abgelaufen. Gib dein Passwort noch einmal ein. Wenn das öfter passiert, erlaube Cookies für diese Website.',
  enterUsername: 'Gib deine E-Mail-Adresse oder Telefonnummer bei Sifely ein.',
  enterPassword: 'Gib dein Sifely-Passwort ein.',
  tooMany: 'Zu viele Anmeldeversuche. Versuche es nach {time} noch einmal.',
  expiredAccount:
    'Du warst länger als 15 Minuten weg oder hast dich woanders abgemeldet. Es wurde nichts geändert.',
  gone: 'Es ist nichts mehr verknüpft',
  goneHelp: 'Diese Verknüpfung wurde beendet. Deine Daten wurden gelöscht.',
  foreignAccount:
    'Dieses Formular kam von einer anderen Website oder von einer Seite für ein anderes Konto. Es wurde nichts geändert.',
  nothingLinked: 'Noch ist nichts verknüpft',
  notLinked: 'Das Sifely-Konto <strong>{username}</strong> ist noch nicht mit Google verknüpft.',
  howToLink: 'So verknüpfst du es',
  stepDevices:
    'Öffne die Google Home App und wähle <strong>Geräte</strong> und dann <strong>Hinzufügen</strong>.',
  stepSearch: 'Wähle <strong>Funktioniert mit Google Home</strong> und suche nach diesem Dienst.',
  stepSignIn: 'Melde dich bei Sifely an, wähle deine Schlösser und stimme zu.',
  linkedAnother: 'Hast du ein anderes Sifely-Konto verknüpft? Melde dich mit diesem an.',
  titleLinking: 'Bei Sifely anmelden',
  showPassword: 'Passwort anzeigen',
  forgot: 'Vergessen? Setze es in der Sifely-App zurück.',
  titleAccount: 'Anmelden und Schlösser verwalten',
  attemptsLeft: '{count, plural, one {Noch # Versuch.} other {Noch # Versuche.}}',
  noAttemptsLeft:
    'E-Mail-Adresse oder Telefonnummer und Passwort passen nicht zusammen, und es ist kein Versuch mehr übrig. Versuche es nach {time} noch einmal oder setze dein Passwort in der Sifely App zurück.',
} satisfies Record<keyof typeof en, string>;
