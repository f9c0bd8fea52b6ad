import type { texts as en } from './en.ts';

export const texts = {
  title: 'Serrures partagées avec Google',
  'reason.no-gateway':
    'Aucune passerelle à proximité et pas de Wi-Fi. Ajoutez une passerelle Sifely dans l’application Sifely.',
  'reason.remote-disabled':
    'Le déverrouillage à distance est désactivé. Activez-le dans les réglages de cette serrure dans l’application Sifely.',
  'reason.key-not-yet-valid': 'Votre clé numérique partagée n’est pas encore valide.',
  'reason.key-expired':
    'Votre clé numérique partagée a expiré. Demandez-en une nouvelle au propriétaire de la serrure.',
  'reason.key-frozen': 'Votre clé numérique partagée est gelée. Demandez au propriétaire de la serrure.',
  'reason.key-not-active':
    'Votre clé numérique partagée n’est pas active. Acceptez-la dans l’application Sifely ou demandez au propriétaire de la serrure.',
  'reason.gone': 'Cette serrure n’est plus dans votre compte Sifely.',
  choose: 'Choisir les serrures',
  which: 'Quelles serrures pour Google ?',
  forEveryone: 'S’applique à tous ceux qui ont associé ce compte.',
  chooseIntro: 'Quelles serrures Google peut-il contrôler ? Vous pourrez changer d’avis plus tard.',
  chosenOf:
    '<strong>{count, number} sur {total, plural, one {# serrure} many {# serrures} other {# serrures}}</strong> sélectionnées.',
  andMore: 'et {count, number} de plus',
  find: 'Rechercher par nom ou groupe',
  findButton: 'Rechercher',
  chooseAll: 'Tout sélectionner ({count, number})',
  chooseThese: 'Sélectionner celles-ci ({count, number})',
  chooseNone: 'Ne rien sélectionner',
  chooseNoneOfThese: 'Ne sélectionner aucune de celles-ci',
  noneFound: 'Aucune serrure ne contient ces mots dans son nom ou son groupe.',
  page: 'Page {page, number} sur {pages, number}',
  previous: 'Précédent',
  next: 'Suivant',
  noneInAccount: 'Ce compte Sifely n’a aucune serrure.',
  noneKnown: 'Aucune serrure n’est connue.',
  sharing:
    'Google peut verrouiller les serrures partagées, les déverrouiller avec votre code PIN vocal et voir leur état.',
  stopSharing:
    'Si vous cessez de partager une serrure, elle disparaît de Google avec sa pièce et ses routines.',
  lastKnown:
    'Voici la dernière liste connue. Vous pouvez la modifier ; les nouvelles serrures apparaîtront quand Sifely répondra.',
  cantLoad: 'Nous ne pouvons pas charger vos serrures depuis Sifely pour le moment. {problem}',
  disconnected:
    'Nous sommes déconnectés de Sifely. Déconnectez-vous puis reconnectez-vous pour rétablir la connexion.',
  lastKnownSince:
    'Voici la dernière liste connue. Elle a été chargée {ago}. Vous pouvez la modifier ; les nouvelles serrures apparaîtront quand Sifely répondra.',
  mayUnlock: 'Fermer, ouvrir',
  mayWith: 'Google peut, pour {name}',
  uncontrollable:
    '{count, plural, one {# serrure inaccessible à Google} many {# serrures inaccessibles à Google} other {# serrures inaccessibles à Google}}',
  mayLock: 'Juste fermer',
  mayTell: 'Juste informer',
} satisfies Record<keyof typeof en, string>;
