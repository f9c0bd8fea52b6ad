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
} satisfies Record<keyof typeof en, string>;
