import type { texts as en } from './en.ts';

export const texts = {
  introLinking:
    'Connectez-vous avec votre compte de l’application Sifely. Ce service l’utilise pour que Google puisse contrôler vos serrures. Vous choisirez lesquelles ensuite.',
  introAccount:
    'Connectez-vous avec votre compte de l’application Sifely pour gérer le fonctionnement de vos serrures avec Google. Cela renouvelle aussi notre accès à Sifely.',
  username: 'E-mail ou numéro de téléphone Sifely',
  password: 'Mot de passe Sifely',
  usedOnce: 'Nous l’utilisons une seule fois pour nous connecter à Sifely et ne le conservons pas.',
  outdated:
    'Cette page a expiré. Saisissez à nouveau votre mot de passe. Si cela continue, autorisez les cookies pour ce site.',
  enterUsername: 'Saisissez votre e-mail ou numéro de téléphone Sifely.',
  enterPassword: 'Saisissez votre mot de passe Sifely.',
  tooMany: 'Trop de tentatives de connexion. Réessayez après {time}.',
  expiredAccount:
    'Vous avez été absent plus de 15 minutes ou vous êtes déconnecté ailleurs. Rien n’a été modifié.',
  gone: 'Plus rien n’est associé',
  goneHelp: 'Cette association a pris fin. Vos données ont été supprimées.',
  foreignAccount:
    'Ce formulaire provient d’un autre site ou d’une page d’un autre compte. Rien n’a été modifié.',
  nothingLinked: 'Rien n’est encore associé',
  notLinked: 'Le compte Sifely <strong>{username}</strong> n’est pas encore associé à Google.',
  howToLink: 'Comment l’associer',
  stepDevices:
    'Ouvrez l’application Google Home et choisissez <strong>Appareils</strong>, puis <strong>Ajouter</strong>.',
  stepSearch: 'Choisissez <strong>Fonctionne avec Google Home</strong> et recherchez ce service.',
  stepSignIn: 'Connectez-vous à Sifely, choisissez vos serrures et acceptez.',
  linkedAnother: 'Vous avez associé un autre compte Sifely ? Connectez-vous avec celui-ci.',
  titleLinking: 'Connectez-vous à Sifely',
  showPassword: 'Afficher le mot de passe',
  forgot: 'Mot de passe oublié ? Réinitialisez-le dans l’application Sifely.',
  titleAccount: 'Connectez-vous pour gérer vos serrures',
  attemptsLeft:
    '{count, plural, one {Il reste # essai.} many {Il reste # essais.} other {Il reste # essais.}}',
  noAttemptsLeft:
    'L’adresse e-mail ou le numéro de téléphone et le mot de passe ne correspondent pas, et il ne reste aucun essai. Réessayez après {time} ou réinitialisez votre mot de passe dans l’application Sifely.',
} satisfies Record<keyof typeof en, string>;
