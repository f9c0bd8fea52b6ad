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
  sifelySignedOut: 'Sifely vous a déconnecté',
  sifelySilent: 'Sifely ne répond pas',
  sifelyWrong: 'Une erreur s’est produite chez Sifely',
  sifelyForbids: 'Sifely ne l’autorise pas',
  sifelyBusy: 'Sifely est surchargé',
  misconfigured: 'Ce service n’est pas correctement configuré',
  planForbids: 'Votre forfait Sifely ne le permet pas',
  'cloud.gateway-missing': 'Connectez la serrure à une passerelle dans l’application Sifely.',
  'cloud.gateway-offline': 'Vérifiez que la passerelle est alimentée et connectée au Wi-Fi.',
  'cloud.gateway-busy': 'La passerelle est occupée. Réessayez dans quelques secondes.',
  'cloud.lock-offline': 'Vérifiez la batterie de la serrure et que sa passerelle ou son Wi-Fi est à portée.',
  'cloud.lock-busy': 'La serrure est occupée. Réessayez dans quelques secondes.',
  'cloud.lock-frozen': 'La serrure est gelée. Son administrateur peut la dégeler dans l’application Sifely.',
  'cloud.not-supported':
    'La serrure ne le permet pas, ou le déverrouillage à distance est désactivé dans ses réglages de l’application Sifely.',
  'cloud.lock-unknown':
    'Cette serrure n’est plus dans votre compte Sifely. Dites « Hey Google, synchronise mes appareils ».',
  'cloud.not-permitted':
    'Votre compte Sifely n’y est pas autorisé. Demandez à l’administrateur de la serrure.',
  'cloud.sign-in-refused':
    'L’adresse e-mail ou le numéro de téléphone et le mot de passe ne correspondent pas. Réessayez ou réinitialisez votre mot de passe dans l’application Sifely.',
  'cloud.credentials-refused': 'Associez à nouveau votre compte Sifely dans l’application Google Home.',
  'cloud.misconfigured': 'Ce service n’est pas correctement configuré. Prévenez la personne qui le gère.',
  'cloud.plan-exceeded':
    'Votre forfait Sifely est inactif, épuisé ou couvre moins de serrures que vous n’en avez.',
  'cloud.rate-limited': 'Trop de demandes. Réessayez dans une minute.',
  'cloud.timed-out': 'Sifely a mis trop de temps à répondre. Réessayez dans une minute.',
  'cloud.unavailable': 'Sifely ne répond pas. Réessayez dans une minute.',
  'cloud.rejected': 'Sifely a refusé la demande. Si cela continue, prévenez la personne qui gère ce service.',
  'cloud.failed': 'Vérifiez la serrure dans l’application Sifely, puis réessayez.',
  foreignForm: 'Ce formulaire provient d’un autre site : nous l’avons ignoré.',
  pleaseStartAgain: 'Veuillez recommencer',
  pleaseCheckAgain: 'Veuillez vérifier à nouveau',
  expired: 'Cette page a expiré',
} satisfies Record<keyof typeof en, string>;
