import type { texts as en } from './en.ts';

export const texts = {
  title: 'Schlosseinstellungen',
  titleOf: 'Einstellungen für {name}',
  control: 'Google darf',
  controlUnlock: 'Verriegeln, und mit der Sprach-PIN entriegeln',
  controlLock: 'Nur verriegeln',
  controlLockHint: 'Google entriegelt diese Tür nie. Es verriegelt sie und sagt, ob sie verriegelt ist.',
  controlTell: 'Nur Auskunft geben',
  controlTellHint: 'Google sagt, ob die Tür verriegelt ist. Es verriegelt und entriegelt sie nicht.',
  names: 'Namen für Google',
  name: 'Name',
  nameHint: 'Bei Sifely heißt es {name}. Lass das Feld leer, um diesen Namen zu verwenden.',
  nicknames: 'Auch genannt',
  nicknamesHint: 'Bis zu {max, number} andere Namen, durch Kommas getrennt.',
  room: 'Raum',
  roomHint:
    'Google schlägt ihn vor, wenn es das Schloss zum ersten Mal hinzufügt. Später verschiebst du das Schloss in der Google Home App.',
  sameName:
    'Google kann dieses Schloss nicht von {names} unterscheiden. Gib jedem Schloss einen eigenen Namen.',
  quietHours: 'Ruhezeiten',
  quietHoursHint:
    'In diesen Zeiten entriegelt Google diese Tür nie, auch nicht mit der richtigen PIN. Verriegeln kann es sie weiterhin.',
  hoursOf: 'Zeiten {number, number}',
  from: 'Von',
  until: 'Bis',
  hoursHint:
    'Zeiten, deren Ende vor dem Anfang liegt, enden am nächsten Tag. Um Zeiten zu entfernen, leere ihre Tage und Uhrzeiten.',
  hoursDaily: 'Jeden Tag: {from}–{until}',
  hoursLine: '{days}: {from}–{until}',
  zone: 'Zeitzone des Hauses',
  zoneHint:
    'Für alle deine Schlösser und PINs, zum Beispiel Europe/Berlin. Ein Abstand wie +01:00 kennt keine Sommerzeit.',
  tooManyNicknames: 'Gib höchstens {max, number} andere Namen an.',
  tooLong: 'Ein Name hat höchstens {max, number} Zeichen. Kürze ihn.',
  unspeakable: 'Verwende Buchstaben oder Ziffern, damit Google den Namen sprechen kann.',
  noDays: 'Wähle die Tage, an denen diese Zeiten beginnen.',
  noTimes: 'Gib an, wann diese Zeiten beginnen und wann sie enden.',
  unknownZone:
    'Diese Zeitzone kennen wir nicht. Gib eine wie Europe/Berlin an, oder den Namen einer großen Stadt darin.',
  notShared: 'Dieses Schloss ist nicht für Google freigegeben',
  notSharedHelp: 'Es wurde nichts geändert. Gib das Schloss zuerst frei.',
  tryIt: 'Dieses Schloss testen',
  testOf: '{name} testen',
  testIntro:
    'Hier sendest du einen echten Befehl, so wie Google es tut: Das Schloss bewegt sich. Auch eine falsche PIN zählt.',
  testCost: 'Ein Test braucht etwa {calls, plural, one {# Aufruf} other {# Aufrufe}} bei Sifely.',
  lock: 'Verriegeln',
  unlock: 'Entriegeln',
  pin: 'Sprach-PIN',
  check: 'Jetzt prüfen',
  checkAll: 'Jetzt alle prüfen',
  checkCost: 'Braucht {calls, plural, one {# Aufruf} other {# Aufrufe}} bei Sifely',
  lastLock: 'Verriegeln',
  lastUnlock: 'Entriegeln',
  'sent-yes': 'Gesendet um {time}',
  'sent-waiting': 'Wartet, bis das Gateway frei ist',
  'sent-no': 'Nicht gesendet',
  'accepted-yes': 'Vom Gateway angenommen',
  'accepted-waiting': 'Wartet auf die Antwort des Gateways',
  'accepted-no': 'Nicht angenommen',
  'accepted-none': 'Keine rechtzeitige Antwort vom Gateway',
  'seen-lock': 'Gesehen: Die Tür ist verriegelt',
  'seen-unlock': 'Gesehen: Die Tür ist entriegelt',
  'seen-waiting': 'Wartet, bis es am Schloss zu sehen ist',
  'seen-no': 'Das Schloss hat sich nicht bewegt',
  'seen-jammed': 'Der Riegel klemmt. Sieh an der Tür nach.',
  'seen-unknown': 'Am Schloss war es nicht zu sehen. Sieh an der Tür nach.',
  lookAgain: 'Noch einmal nachsehen',
  refusedOffline: 'Das Schloss ist nicht erreichbar. Prüfe, ob sein Gateway eingesteckt und online ist.',
  refusedRemote:
    'Das Schloss erlaubt das nicht aus der Ferne. Schalte das Entriegeln aus der Ferne in der Sifely-App ein.',
  refusedKey:
    'Dein digitaler Schlüssel für dieses Schloss erlaubt das gerade nicht. Prüfe ihn in der Sifely-App.',
  refusedRemoved: 'Dieses Schloss ist nicht mehr in deinem Sifely-Konto.',
  refusedDisconnected:
    'Die Verbindung zu Sifely ist getrennt. Melde dich ab und wieder an, um sie wiederherzustellen.',
  refusedBusy:
    'Das Gateway war beschäftigt, deshalb wurde der Befehl nicht gesendet. Versuche es in einer Minute noch einmal.',
  refusedPlan: 'Die Aufrufe deines Sifely-Tarifs sind für diesen Monat aufgebraucht.',
  refusedSifely: 'Sifely hat es nicht ausgeführt. Versuche es in einer Minute noch einmal.',
  refusedLockOnly: 'Google darf diese Tür nur verriegeln. Das kannst du in den Schlosseinstellungen ändern.',
  refusedTellOnly:
    'Google darf nur sagen, wie diese Tür steht. Das kannst du in den Schlosseinstellungen ändern.',
  refusedQuietHours:
    'Es ist Ruhezeit: Google entriegelt diese Tür jetzt nicht. Das kannst du in den Schlosseinstellungen ändern.',
  refusedQuietUntil:
    'Bis {time} ist Ruhezeit: Google entriegelt diese Tür jetzt nicht. Das kannst du in den Schlosseinstellungen ändern.',
  refusedNotAllowed:
    'Als der Befehl an der Reihe war, erlaubten ihn deine Einstellungen nicht mehr. Er wurde nicht gesendet.',
  refusedNoPin: 'Lege zuerst eine Sprach-PIN fest: Google entriegelt nur mit einer.',
  refusedPinNeeded: 'Gib die Sprach-PIN ein, um zu entriegeln.',
  refusedPinWrong: 'Das ist nicht die richtige PIN. Sie zählt wie eine falsche PIN am Lautsprecher.',
  refusedPinBounds: 'Diese PIN gilt nicht für diese Tür, oder nicht zu dieser Zeit.',
  refusedLockedOut:
    'Zu viele falsche PINs: Google entriegelt eine Weile nicht. Auf der Kontoseite kannst du es wieder erlauben.',
  refusedAlready: 'Die Tür steht schon so: Das haben wir eben gesehen. Es wurde nichts gesendet.',
  refusedByUs: 'Das geht gerade nicht. Es wurde nichts gesendet. Versuche es in einer Minute noch einmal.',
} satisfies Record<keyof typeof en, string>;
