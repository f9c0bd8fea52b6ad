import type { texts as en } from './en.ts';

export const texts = {
  title: 'Verbindung',
  connected: 'Verbunden.',
  lostKey: 'Ein neuer API-Schlüssel wurde erstellt, kam aber nicht bei uns an.',
  disconnected:
    '<strong>Getrennt</strong>, bemerkt {ago}. Google kann deine Schlösser nicht steuern. Melde dich ab und wieder an, um die Verbindung herzustellen.',
  notLinked: 'Die Verknüpfung ist noch nicht abgeschlossen.',
  notSynced: 'Noch nicht synchronisiert.',
  synced: 'Zuletzt synchronisiert {ago}.',
  forgotten:
    '<strong>Google hat diese Verknüpfung nicht mehr</strong>, bemerkt {ago}. Verknüpfe erneut in der Google Home App.',
  calls: 'Aufrufe bei Sifely',
  callsUsed: '{used, number} von {limit, number} genutzt im {month}.',
  plan: 'Dein Sifely-Tarif hat {calls, number} im Monat.',
  callsUntil: 'So reichen sie bis {date}.',
  callsEnough: 'So reichen sie für den Monat.',
  callsSpent:
    '<strong>Monatslimit erreicht</strong>: Bis zum nächsten Monat erscheinen Änderungen verspätet, außer mit Sofort-Updates.',
  makeKey: 'Neuen API-Schlüssel erstellen…',
  links: 'Verknüpfungen mit Google',
  linked: 'Verknüpft {ago}',
  lastUsed: 'Zuletzt benutzt {ago}',
  linksHint: 'Jedes Verknüpfen in der Google Home App ergibt eine; eine Person kann mehrere haben.',
  moreLinks: '{count, plural, one {und # weitere} other {und # weitere}}',
  endLink: 'Verknüpfung beenden',
  webhook: 'Sofort-Updates',
  webhookOn: 'Ein. Letztes Update {ago} empfangen.',
  webhookOff: 'Nicht eingerichtet: noch nichts empfangen.',
  webhookWhy: 'Damit sieht Google Änderungen in Sekunden, mit viel weniger Aufrufen.',
  webhookSetUp: 'In drei Schritten einrichten',
  webhookStep1:
    'Kopiere diese Adresse. Sie ist geheim: Wer sie hat, kann Ereignisse vortäuschen, aber kein Schloss bewegen.',
  webhookStep2: 'Trag sie im Entwicklerportal von Sifely als Webhook-Adresse deines Kontos ein.',
  webhookStep3: 'Dreh ein Schloss von Hand. Binnen einer Minute steht hier, wann das Update empfangen wurde.',
  webhookRenew: 'Neue Adresse erstellen…',
  copy: 'Kopieren',
  copied: 'Kopiert',
  'key.none': 'Kein API-Schlüssel',
  'key.noneHelp': 'Dieses Konto hat keinen API-Schlüssel. Es muss nichts ersetzt werden.',
  'key.question': 'Neuen API-Schlüssel erstellen?',
  'key.explain':
    'Sifely ersetzt den Schlüssel, der Zugang zu deinen Schlössern gibt. Der aktuelle Schlüssel funktioniert ab sofort in keinem Programm mehr. Andere Programme brauchen den neuen Schlüssel oder eine neue Anmeldung.',
  'key.googleKeepsWorking':
    'Google funktioniert weiter. Den neuen Schlüssel findest du im API-Portal von Sifely.',
  'key.make': 'Neuen Schlüssel erstellen',
  'key.keep': 'Aktuellen Schlüssel behalten',
  'key.signInAgain':
    'Sifely akzeptiert unseren Zugang nicht mehr. Melde dich ab und wieder an, um die Verbindung wiederherzustellen.',
  'key.notChanged': '{problem} Dein Schlüssel wurde nicht geändert.',
  'key.busy': 'Ein neuer Schlüssel wird erstellt',
  'key.busyHelp': 'Das dauert bis zu einer Minute. Sieh danach noch einmal auf der Kontoseite nach.',
  'key.unchanged': 'Noch kein neuer Schlüssel',
  'key.unchangedHelp':
    'Sifely hat keinen neuen Schlüssel bestätigt, und der aktuelle funktioniert noch. Versuche es in ein paar Minuten noch einmal.',
  'key.lost': 'Bitte melde dich noch einmal an',
  'key.lostHelp':
    'Sifely hat den aktuellen Schlüssel beendet, aber der neue ist nicht bei uns angekommen. Melde dich ab und wieder an, um die Verbindung wiederherzustellen. Deine Verknüpfungen, Schlösser und PIN bleiben, wie sie sind.',
  'key.unknownHelp':
    'Wir wissen nicht, ob Sifely einen neuen Schlüssel erstellt hat. Sieh in ein paar Minuten auf der Kontoseite nach. Wenn dort „Getrennt“ steht, melde dich ab und wieder an.',
  'webhook.question': 'Neue Webhook-Adresse erstellen?',
  'webhook.explain':
    'Die aktuelle Adresse funktioniert ab sofort nicht mehr. Neuigkeiten kommen langsamer an, bis du die neue in Sifely eingefügt hast.',
  'webhook.make': 'Neue Adresse erstellen',
  'webhook.keep': 'Aktuelle Adresse behalten',
} satisfies Record<keyof typeof en, string>;
