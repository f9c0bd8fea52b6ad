import type { texts as en } from './en.ts';

export const texts = {
  title: 'Connexion',
  connected: 'Connecté.',
  lostKey: 'Une nouvelle clé API a été créée mais ne nous est pas parvenue.',
  disconnected:
    '<strong>Déconnecté</strong>, constaté {ago}. Google ne peut pas commander vos serrures. Déconnectez-vous puis reconnectez-vous pour rétablir la connexion.',
  notLinked: 'L’association n’est pas encore terminée.',
  notSynced: 'Pas encore synchronisé.',
  synced: 'Dernière synchronisation {ago}.',
  forgotten:
    '<strong>Google n’a plus cette association</strong>, constaté {ago}. Associez de nouveau dans l’application Google Home.',
  calls: 'Appels à Sifely',
  callsUsed: '{used, number} sur {limit, number} utilisés en {month}.',
  plan: 'Votre forfait Sifely en comprend {calls, number} par mois.',
  callsUntil: 'À ce rythme, ils suffisent jusqu’au {date}.',
  callsEnough: 'À ce rythme, ils suffisent pour le mois.',
  callsSpent:
    '<strong>Limite mensuelle atteinte</strong> : jusqu’au mois prochain, les changements apparaissent en retard, sauf avec les mises à jour instantanées.',
  makeKey: 'Créer une nouvelle clé API…',
  links: 'Associations avec Google',
  linked: 'Associé {ago}',
  lastUsed: 'Dernière utilisation {ago}',
  linksHint:
    'Chaque association dans l’application Google Home en crée une ; une personne peut en avoir plusieurs.',
  moreLinks: '{count, plural, one {et # autre} many {et # autres} other {et # autres}}',
  endLink: 'Mettre fin à cette association',
  webhook: 'Mises à jour instantanées',
  webhookOn: 'Activées. Dernière mise à jour reçue {ago}.',
  webhookOff: 'Non configurées : rien n’a encore été reçu.',
  webhookWhy: 'Grâce à elles, Google voit les changements en quelques secondes, avec bien moins d’appels.',
  webhookSetUp: 'Configurer en trois étapes',
  webhookStep1:
    'Copiez cette adresse. Elle est secrète : qui la possède peut simuler des événements, mais pas actionner une serrure.',
  webhookStep2:
    'Dans le portail développeur de Sifely, saisissez-la comme adresse de webhook de votre compte.',
  webhookStep3:
    'Actionnez une serrure à la main. En moins d’une minute, cette page indique quand la mise à jour a été reçue.',
  webhookRenew: 'Créer une nouvelle adresse…',
  copy: 'Copier',
  copied: 'Copié',
  'key.none': 'Pas de clé API',
  'key.noneHelp': 'Ce compte n’a pas de clé API. Il n’y a rien à remplacer.',
  'key.question': 'Créer une nouvelle clé API ?',
  'key.explain':
    'Sifely remplace la clé qui donne accès à vos serrures. La clé actuelle cesse immédiatement de fonctionner dans tous les programmes qui l’utilisent. Les autres programmes auront besoin de la nouvelle clé ou d’une nouvelle connexion.',
  'key.googleKeepsWorking':
    'Google continue de fonctionner. Vous trouverez la nouvelle clé dans le portail API de Sifely.',
  'key.make': 'Créer une clé',
  'key.keep': 'Conserver la clé actuelle',
  'key.signInAgain': 'Sifely n’accepte plus notre accès. Déconnectez-vous puis reconnectez-vous.',
  'key.notChanged': '{problem} Votre clé n’a pas été modifiée.',
  'key.busy': 'Une nouvelle clé est en cours de création',
  'key.busyHelp': 'Cela peut prendre une minute. Consultez ensuite à nouveau la page du compte.',
  'key.unchanged': 'Pas encore de nouvelle clé',
  'key.unchangedHelp':
    'Sifely n’a pas confirmé de nouvelle clé et l’actuelle fonctionne toujours. Réessayez dans quelques minutes.',
  'key.lost': 'Veuillez vous reconnecter',
  'key.lostHelp':
    'Sifely a mis fin à la clé actuelle, mais la nouvelle ne nous est pas parvenue. Déconnectez-vous puis reconnectez-vous. Vos associations, vos serrures et votre code PIN restent inchangés.',
  'key.unknownHelp':
    'Nous ne savons pas si Sifely a créé une nouvelle clé. Consultez la page du compte dans quelques minutes. Si elle indique « Déconnecté », déconnectez-vous puis reconnectez-vous.',
  'webhook.question': 'Créer une nouvelle adresse de webhook ?',
  'webhook.explain':
    'L’adresse actuelle cesse immédiatement de fonctionner. Les mises à jour seront plus lentes tant que vous n’aurez pas collé la nouvelle dans Sifely.',
  'webhook.make': 'Créer une adresse',
  'webhook.keep': 'Conserver l’adresse actuelle',
} satisfies Record<keyof typeof en, string>;
