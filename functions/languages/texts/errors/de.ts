import type { texts as en } from './en.ts';

export const texts = {
  title: 'Etwas ist schiefgegangen',
  notFound: 'Seite nicht gefunden',
  toLink: 'Wenn du deine Schlösser verknüpfen möchtest, beginne in der Google Home App.',
  unreadable: 'Wir konnten diese Anfrage nicht lesen',
  ourSide: 'Der Fehler liegt bei uns. Versuche es gleich noch einmal.',
  goBack: 'Geh zurück und versuche es noch einmal.',
  unreadableForm: 'Wir konnten dieses Formular nicht lesen',
  busy: 'Wir sind gerade ausgelastet',
  busyHelp: 'Geh zurück und versuche es in einer Minute noch einmal.',
  ourFault: 'Bei uns ist etwas schiefgegangen',
  noDatabase:
    'Wir erreichen unsere Datenbank gerade nicht. Geh zurück und versuche es in einer Minute noch einmal.',
  notYourFault:
    'Du hast nichts falsch gemacht. Geh zurück und versuche es noch einmal. Wenn das öfter passiert, gib der Person Bescheid, die diesen Dienst betreibt.',
  notReady: 'Noch nicht bereit',
  notSetUp: 'Dieser Dienst ist nicht vollständig eingerichtet. Sieh in seinem Protokoll nach.',
  sifelySignedOut: 'Sifely hat dich abgemeldet',
  sifelySilent: 'Sifely antwortet nicht',
  sifelyWrong: 'Bei Sifely ist etwas schiefgegangen',
  sifelyForbids: 'Sifely lässt das nicht zu',
  sifelyBusy: 'Sifely ist ausgelastet',
  misconfigured: 'Dieser Dienst ist nicht richtig eingerichtet',
  planForbids: 'Dein Sifely-Tarif lässt das nicht zu',
  'cloud.gateway-missing': 'Verbinde das Schloss in der Sifely App mit einem Gateway.',
  'cloud.gateway-offline': 'Prüfe, ob das Gateway Strom und WLAN hat.',
  'cloud.gateway-busy': 'Das Gateway ist beschäftigt. Versuche es in ein paar Sekunden noch einmal.',
  'cloud.lock-offline': 'Prüfe die Batterie des Schlosses und ob sein Gateway oder WLAN in Reichweite ist.',
  'cloud.lock-busy': 'Das Schloss ist beschäftigt. Versuche es in ein paar Sekunden noch einmal.',
  'cloud.lock-frozen': 'Das Schloss ist gesperrt. Sein Administrator kann es in der Sifely App entsperren.',
  'cloud.not-supported':
    'Das Schloss kann das nicht, oder das Entriegeln aus der Ferne ist in seinen Einstellungen in der Sifely App aus.',
  'cloud.lock-unknown':
    'Dieses Schloss ist nicht mehr in deinem Sifely-Konto. Sag „Hey Google, synchronisiere meine Geräte“.',
  'cloud.not-permitted': 'Dein Sifely-Konto darf das nicht. Frag den Administrator des Schlosses.',
  'cloud.sign-in-refused':
    'E-Mail-Adresse oder Telefonnummer und Passwort passen nicht zusammen. Versuche es noch einmal oder setze dein Passwort in der Sifely App zurück.',
  'cloud.credentials-refused': 'Verknüpfe dein Sifely-Konto in der Google Home App neu.',
  'cloud.misconfigured':
    'Dieser Dienst ist nicht richtig eingerichtet. Gib bitte der Person Bescheid, die ihn betreibt.',
  'cloud.plan-exceeded':
    'Dein Sifely-Tarif ist inaktiv, aufgebraucht oder deckt weniger Schlösser ab, als du hast.',
  'cloud.rate-limited': 'Zu viele Anfragen. Versuche es in einer Minute noch einmal.',
  'cloud.timed-out': 'Sifely hat zu lange gebraucht. Versuche es in einer Minute noch einmal.',
  'cloud.unavailable': 'Sifely antwortet nicht. Versuche es in einer Minute noch einmal.',
  'cloud.rejected':
    'Sifely hat die Anfrage abgelehnt. Wenn das öfter passiert, gib der Person Bescheid, die diesen Dienst betreibt.',
  'cloud.failed': 'Prüfe das Schloss in der Sifely App und versuche es dann noch einmal.',
  foreignForm: 'Dieses Formular kam von einer anderen Website, deshalb haben wir es ignoriert.',
  pleaseStartAgain: 'Bitte beginne von vorn',
  pleaseCheckAgain: 'Bitte prüfe es noch einmal',
  expired: 'Diese Seite ist abgelaufen',
} satisfies Record<keyof typeof en, string>;
