import type { texts as en } from './en.ts';

export const texts = {
  title: 'Für Google freigegebene Schlösser',
  'reason.no-gateway':
    'Kein Gateway in der Nähe und kein WLAN. Füge in der Sifely App ein Sifely-Gateway hinzu.',
  'reason.remote-disabled':
    'Das Entriegeln aus der Ferne ist aus. Schalte es in den Einstellungen dieses Schlosses in der Sifely App ein.',
  'reason.key-not-yet-valid': 'Dein geteilter digitaler Schlüssel ist noch nicht gültig.',
  'reason.key-expired':
    'Dein geteilter digitaler Schlüssel ist abgelaufen. Bitte den Besitzer des Schlosses um einen neuen.',
  'reason.key-frozen': 'Dein geteilter digitaler Schlüssel ist gesperrt. Frag den Besitzer des Schlosses.',
  'reason.key-not-active':
    'Dein geteilter digitaler Schlüssel ist nicht aktiv. Nimm ihn in der Sifely App an oder frag den Besitzer des Schlosses.',
  'reason.gone': 'Dieses Schloss ist nicht mehr in deinem Sifely-Konto.',
  choose: 'Schlösser auswählen',
  which: 'Welche Schlösser darf Google steuern?',
  forEveryone: 'Gilt für alle, die dieses Konto verknüpft haben.',
  chooseIntro: 'Welche Schlösser darf Google steuern? Du kannst das später ändern.',
  chosenOf:
    '<strong>{count, number} von {total, plural, one {# Schloss} other {# Schlössern}}</strong> ausgewählt.',
  andMore: 'und {count, number} weitere',
  find: 'Nach Name oder Gruppe suchen',
  findButton: 'Suchen',
  chooseAll: 'Alle {count, number} auswählen',
  chooseThese: 'Diese {count, number} auswählen',
  chooseNone: 'Keine auswählen',
  chooseNoneOfThese: 'Keine von diesen auswählen',
  noneFound: 'Kein Schloss hat diese Wörter im Namen oder in der Gruppe.',
  page: 'Seite {page, number} von {pages, number}',
  previous: 'Zurückblättern',
  next: 'Weiterblättern',
  noneInAccount: 'Dieses Sifely-Konto hat keine Schlösser.',
  noneKnown: 'Es sind keine Schlösser bekannt.',
  sharing:
    'Google kann freigegebene Schlösser verriegeln, mit deiner Sprach-PIN entriegeln und ihren Zustand sehen.',
  stopSharing:
    'Wenn du ein Schloss nicht mehr freigibst, verschwindet es aus Google, mit seinem Raum und seinen Abläufen.',
  lastKnown:
    'Das ist die letzte bekannte Liste. Du kannst sie trotzdem ändern; neue Schlösser erscheinen, sobald Sifely antwortet.',
  cantLoad: 'Wir können deine Schlösser gerade nicht von Sifely laden. {problem}',
  disconnected:
    'Die Verbindung zu Sifely ist getrennt. Melde dich ab und wieder an, um sie wiederherzustellen.',
  lastKnownSince:
    'Das ist die letzte bekannte Liste. Sie wurde {ago} geladen. Du kannst sie trotzdem ändern; neue Schlösser erscheinen, sobald Sifely antwortet.',
  mayUnlock: 'Ver-/entriegeln',
  mayWith: 'Google darf, bei {name}',
  uncontrollable:
    '{count, plural, one {# Schloss, das Google nicht steuern kann} other {# Schlösser, die Google nicht steuern kann}}',
  mayLock: 'Nur verriegeln',
  mayTell: 'Nur Auskunft',
} satisfies Record<keyof typeof en, string>;
