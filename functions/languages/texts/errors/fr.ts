import type { texts as en } from './en.ts';

export const texts = {
  title: 'Une erreur s’est produite',
  notFound: 'Page introuvable',
  toLink: 'Pour associer vos serrures, commencez dans l’application Google Home.',
  unreadable: 'Nous n’avons pas pu lire cette demande',
  ourSide: 'Le problème vient de nous. Réessayez dans un instant.',
  goBack: 'Revenez en arrière et réessayez.',
  unreadableForm: 'Nous n’avons pas pu lire ce formulaire',
  busy: 'Nous sommes très sollicités',
  busyHelp: 'Revenez en arrière et réessayez dans une minute.',
  ourFault: 'Une erreur s’est produite de notre côté',
  noDatabase:
    'Nous ne pouvons pas joindre notre base de données pour le moment. Revenez en arrière et réessayez dans une minute.',
  notYourFault:
    'Vous n’y êtes pour rien. Revenez en arrière et réessayez. Si cela continue, prévenez la personne qui gère ce service.',
  notReady: 'Service non prêt',
  notSetUp: 'Ce service n’est pas entièrement configuré. Consultez son journal.',
} satisfies Record<keyof typeof en, string>;
