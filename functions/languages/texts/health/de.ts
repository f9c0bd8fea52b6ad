import type { texts as en } from './en.ts';

export const texts = {
  title: 'Verbindung',
  connected: 'Verbunden.',
  lostKey: 'Ein neuer API-Schlüssel wurde erstellt, kam aber nicht bei uns an.',
  disconnected:
    '<b>Getrennt</b>, bemerkt {ago}. Google kann deine Schlösser nicht steuern. Melde dich ab und wieder an, um die Verbindung herzustellen.',
  notLinked: 'Die Verknüpfung ist noch nicht abgeschlossen.',
  notSynced: 'Noch nicht synchronisiert.',
  synced: 'Zuletzt synchronisiert {ago}.',
  forgotten:
    '<b>Google hat diese Verknüpfung nicht mehr</b>, bemerkt {ago}. Verknüpfe erneut in der Google Home App.',
  calls: 'Aufrufe bei Sifely',
  callsUsed: '{used, number} von {limit, number} genutzt im {month}.',
  plan: 'Dein Sifely-Tarif hat {calls, number} im Monat.',
  callsUntil: 'So reichen sie bis {date}.',
  callsEnough: 'So reichen sie für den Monat.',
  callsSpent:
    '<b>Monatslimit erreicht</b>: Bis zum nächsten Monat erscheinen Änderungen verspätet, außer mit Sofort-Updates.',
  makeKey: 'Neuen API-Schlüssel erstellen…',
  links: 'Verknüpfungen mit Google',
  linked: 'Verknüpft {ago}',
  lastUsed: 'Zuletzt benutzt {ago}',
  linksHint: 'Jedes Verknüpfen in der Google Home App ergibt eine; eine Person kann mehrere haben.',
  moreLinks: '{count, plural, one {und # weitere} other {und # weitere}}',
  showAllLinks: 'Alle Verknüpfungen anzeigen',
  endLink: 'Verknüpfung beenden',
  endLinkTitle: 'Diese Verknüpfung beenden?',
  endLinkText:
    'Das Google-Konto, das {ago} verknüpft wurde, kann deine Schlösser nicht mehr sehen oder steuern. Die anderen Verknüpfungen bleiben.',
  keepLink: 'Verknüpfung behalten',
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
} satisfies Record<keyof typeof en, string>;
