import type { texts as en } from './en.ts';

export const texts = {
  title: 'Associez vos serrures',
  signedInAs: '<strong>{username}</strong> · <other>Utiliser un autre compte</other>',
  agreement:
    'En acceptant, vous autorisez Google à commander ces serrures et associez votre compte Sifely à <strong>Google</strong>.',
  whatGoogleGets: 'Ce que Google reçoit, et pourquoi',
  getsNames: 'Le nom, le groupe et le modèle de chaque serrure, pour l’afficher et reconnaître son nom.',
  getsStates:
    'Si elle est verrouillée et en ligne, et son niveau de batterie, pour vous répondre et exécuter vos routines.',
  googleNeverGets:
    'Google ne reçoit jamais votre nom d’utilisateur, votre mot de passe, vos clés ni vos codes Sifely. Vous pouvez dissocier à tout moment dans l’application Google Home. Gérez cela sur {address}. Consultez les <policy>règles de confidentialité de Google</policy>.',
  agree: 'Accepter et associer',
  noLock: 'Choisissez au moins une serrure.',
  changed: 'Vous avez choisi d’autres serrures dans une autre fenêtre. Vérifiez-les à nouveau.',
  otherPerson:
    'Vous êtes maintenant connecté en tant que {username}. Vérifiez à nouveau la page avant d’accepter.',
  expired:
    'Vous vous êtes connecté il y a plus de 15 minutes ou avez terminé dans une autre fenêtre. Rien n’est perdu : reconnectez-vous.',
  alreadyLinked: 'Déjà associé',
  alreadyLinkedHelp:
    'Votre compte est déjà associé. Fermez cette page et continuez dans l’application Google Home.',
  badLink: 'Ce lien ne fonctionne pas',
  badClient:
    'Ce lien contient un ID client inconnu. Recommencez dans l’application Google Home. Vous gérez ce service ? L’ID client de la Google Home Developer Console doit correspondre à GOOGLE_CLIENT_ID.',
  badRedirect:
    'Ce lien vous enverrait à une adresse inconnue. Recommencez dans l’application Google Home. Vous gérez ce service ? GOOGLE_PROJECT_ID doit être l’ID de votre projet Google Home.',
  returning: 'Vous revenez à Google. Si rien ne se passe, continuez vous-même.',
  backToGoogle: 'Retour à Google',
  continueToGoogle: 'Continuer vers Google',
  noLocks: 'Ce compte Sifely n’a aucune serrure',
  noLocksHelp: 'Ajoutez une serrure à {username} dans l’application Sifely, ou utilisez un autre compte.',
  noRemote: 'Aucune de vos serrures ne peut être contrôlée à distance',
  noRemoteHelp: 'Google atteint une serrure par une passerelle Sifely ou par le Wi-Fi de la serrure.',
  step: 'Étape {number, number} sur {total, number} · Sifely <to>→</to> Google',
} satisfies Record<keyof typeof en, string>;
