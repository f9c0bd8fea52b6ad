import type { texts as en } from './en.ts';

export const texts = {
  title: 'Confidentialité',
  privacyIntro:
    '{name} relie vos serrures Sifely à Google Home. Cette page indique ce qui est conservé à votre sujet et pourquoi.',
  whoRuns: 'Qui gère ce service',
  runBy: '{name} sur {host} est géré par {operator}.',
  runByUnknown: '{name} sur {host} est géré par la personne qui vous a donné cette adresse.',
  contact: 'Contact : {contact}.',
  stored: 'Ce qui est conservé',
  storedAccess:
    'Votre nom d’utilisateur Sifely et l’accès donné par Sifely lors de votre connexion, tous deux chiffrés. Votre mot de passe est transmis une fois à Sifely et n’est pas conservé.',
  storedPin:
    'Vos codes PIN vocaux sous une forme illisible, avec les noms, portes et heures que vous leur avez donnés, chiffrés ; la dernière utilisation de chacun ; et quand, sur quelles serrures et par quelle association des codes PIN erronés sont arrivés ces quatre dernières semaines.',
  storedLocks:
    'Les serrures que vous partagez, avec leurs noms, groupes, modèles, batteries, passerelles, derniers états, si leurs portes sont ouvertes lorsqu’un capteur l’indique, et les heures de leurs derniers mouvements et commandes ; ainsi que vos réglages : ce que Google peut faire, les heures calmes, les noms pour Google et votre fuseau horaire.',
  storedActivity:
    'Pendant {days, plural, one {# jour} many {# jours} other {# jours}}, chiffré : quand ces serrures ont été utilisées et leurs portes ouvertes, par qui et comment, d’après Sifely, et ce qui a été demandé à Google, avec lequel de vos codes PIN. Aucun chiffre de code ou de carte n’est conservé et les adresses sont abrégées.',
  storedGuests:
    'Les invités que vous ajoutez : leurs noms, portes et horaires, ainsi que leurs codes, le tout chiffré, jusqu’à un jour après leur retrait des serrures.',
  storedAlerts:
    'Où vont vos alertes, si vous en configurez : adresses de programmes, sujets ntfy et navigateurs, le tout chiffré.',
  storedLinks: 'La date de votre association à Google et les empreintes des jetons détenus par Google.',
  storedVisit:
    'Pendant 15 minutes : votre visite de nos pages et une forme brouillée de l’adresse réseau de connexion, pour bloquer ceux qui devinent des mots de passe.',
  storedLog:
    'Un journal de ce que le service a fait, avec des numéros de comptes et de serrures mais sans noms, codes PIN ni mots de passe.',
  purpose: 'À quoi cela sert',
  purposeText:
    'Afficher vos serrures dans Google Home, les verrouiller et les déverrouiller à votre demande, et trouver les pannes. Il n’y a ni publicité ni suivi ; nos cookies maintiennent votre connexion pendant 15 minutes, retiennent la langue choisie et, pendant 180 jours, le fait que vous vous êtes connecté avec ce navigateur, afin que des inconnus qui devinent des mots de passe ne le bloquent pas.',
  whoGets: 'Qui y a accès',
  googleGets:
    'Google reçoit les noms (y compris ceux que vous avez choisis), groupes, modèles, états et niveaux de batterie des serrures que vous partagez. Il ne reçoit ni votre nom d’utilisateur Sifely, ni votre mot de passe, ni les clés et codes de vos serrures. L’usage que Google fait des données est décrit dans ses règles de confidentialité.',
  sifelyGets:
    'Sifely reçoit votre connexion et les commandes de vos serrures, comme depuis sa propre application.',
  alertsGet:
    'Si vous configurez des alertes, elles vont là où vous l’avez indiqué : à votre programme, à votre sujet ntfy, ou par l’éditeur de votre navigateur, qui ne peut pas les lire.',
  nobodyElse: 'Personne d’autre, sauf la société dont les ordinateurs font fonctionner le service.',
  howLong: 'Combien de temps',
  howLongText:
    'Jusqu’à la dissociation : tout ce qui concerne votre compte est alors supprimé. Un numéro brouillé qui ne mène à personne reste 400 jours, pour que nous puissions dire à Google que l’association a pris fin. Les sauvegardes et le journal sont gardés aussi longtemps que l’exploitant les conserve.',
  choices: 'Vos choix',
  choicesText:
    'Consultez et modifiez ce qui est partagé, ou dissociez tout, dans <account>votre compte</account> ou dans l’application Google Home. Demandez à l’exploitant une copie de vos données, leur correction ou leur suppression.',
  terms: 'Conditions',
  termsIntro:
    '{name} relie vos serrures Sifely à Google Home. En associant votre compte, vous acceptez ce qui suit.',
  expect: 'Ce à quoi vous pouvez vous attendre',
  expectControl:
    'Les serrures que vous partagez peuvent être vues et verrouillées dans Google Home, et déverrouillées avec votre code PIN vocal.',
  expectFailures:
    'Il faut votre passerelle, Sifely, Google et Internet. Si l’un d’eux est en panne, une serrure peut ne pas bouger, ou son état s’afficher en retard. Gardez un autre moyen d’ouvrir votre porte, et regardez la porte quand c’est important.',
  yours: 'Ce qui dépend de vous',
  yoursShare: 'Ne partagez que des serrures que vous avez le droit d’ouvrir.',
  yoursPin:
    'Toute personne qui connaît le code PIN vocal et peut parler à vos appareils peut déverrouiller les portes. Choisissez-en un difficile à deviner et changez-le quand quelqu’un ne doit plus le connaître.',
  yoursHome:
    'Toutes les personnes de votre maison Google peuvent verrouiller et voir l’état de vos serrures.',
  end: 'La fin du service',
  endText:
    'Vous pouvez dissocier à tout moment, dans <account>votre compte</account> ou dans l’application Google Home. L’exploitant peut arrêter le service ; vos serrures continuent de fonctionner avec l’application Sifely. Google et Sifely ont leurs propres conditions.',
  privacyLink: '<privacy>Ce qui est conservé à votre sujet, et pourquoi</privacy>.',
} satisfies Record<keyof typeof en, string>;
