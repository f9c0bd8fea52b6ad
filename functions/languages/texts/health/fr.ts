import type { texts as en } from './en.ts';

export const texts = {
  title: 'Connexion',
  connected: 'Connecté.',
  lostKey: 'Une nouvelle clé API a été créée mais ne nous est pas parvenue.',
  disconnected:
    '<b>Déconnecté</b>, constaté {ago}. Google ne peut pas commander vos serrures. Déconnectez-vous puis reconnectez-vous pour rétablir la connexion.',
  notLinked: 'L’association n’est pas encore terminée.',
  notSynced: 'Pas encore synchronisé.',
  synced: 'Dernière synchronisation {ago}.',
  forgotten:
    '<b>Google n’a plus cette association</b>, constaté {ago}. Associez de nouveau dans l’application Google Home.',
  calls: 'Appels à Sifely',
  callsUsed: '{used, number} sur {limit, number} utilisés en {month}.',
  plan: 'Votre forfait Sifely en comprend {calls, number} par mois.',
  callsUntil: 'À ce rythme, ils suffisent jusqu’au {date}.',
  callsEnough: 'À ce rythme, ils suffisent pour le mois.',
  callsSpent:
    '<b>Limite mensuelle atteinte</b> : jusqu’au mois prochain, les changements apparaissent en retard, sauf avec les mises à jour instantanées.',
  makeKey: 'Créer une nouvelle clé API…',
  links: 'Associations avec Google',
  linked: 'Associé {ago}',
  lastUsed: 'Dernière utilisation {ago}',
  linksHint:
    'Chaque association dans l’application Google Home en crée une ; une personne peut en avoir plusieurs.',
  moreLinks: '{count, plural, one {et # autre} many {et # autres} other {et # autres}}',
  showAllLinks: 'Afficher toutes les associations',
  endLink: 'Mettre fin à cette association',
  endLinkTitle: 'Mettre fin à cette association ?',
  endLinkText:
    'Le compte Google associé {ago} ne pourra plus voir ni commander vos serrures. Les autres associations restent.',
  keepLink: 'Garder l’association',
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
} satisfies Record<keyof typeof en, string>;
