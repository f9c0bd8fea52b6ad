import type { texts as en } from './en.ts';

export const texts = {
  title: 'Réglages de la serrure',
  titleOf: 'Réglages de {name}',
  control: 'Google peut',
  controlUnlock: 'Verrouiller, et déverrouiller avec le code PIN vocal',
  controlLock: 'Seulement verrouiller',
  controlLockHint:
    'Google ne déverrouille jamais cette porte. Il la verrouille et dit si elle est verrouillée.',
  controlTell: 'Seulement informer',
  controlTellHint:
    'Google dit si la porte est verrouillée. Il ne la verrouille pas et ne la déverrouille pas.',
  names: 'Noms pour Google',
  name: 'Nom',
  nameHint: 'Chez Sifely, elle s’appelle {name}. Laissez ce champ vide pour utiliser ce nom.',
  nicknames: 'Appelée aussi',
  nicknamesHint: 'Jusqu’à {max, number} autres noms, séparés par des virgules.',
  room: 'Pièce',
  roomHint:
    'Google la propose quand il ajoute la serrure pour la première fois. Plus tard, déplacez la serrure dans l’application Google Home.',
  sameName:
    'Google ne peut pas distinguer cette serrure de {names}. Donnez à chaque serrure un nom bien à elle.',
  quietHours: 'Heures de repos',
  quietHoursHint:
    'Pendant ces heures, Google ne déverrouille jamais cette porte, même avec le bon code PIN. Il peut toujours la verrouiller.',
  hoursOf: 'Horaires {number, number}',
  from: 'De',
  until: 'À',
  hoursHint:
    'Des horaires qui se terminent avant de commencer se terminent le lendemain. Pour supprimer des horaires, effacez leurs jours et leurs heures.',
  hoursDaily: 'Tous les jours : {from}–{until}',
  hoursLine: '{days} : {from}–{until}',
  zone: 'Fuseau horaire de la maison',
  zoneHint:
    'Pour toutes vos serrures et tous vos codes PIN, par exemple Europe/Paris. Un décalage comme +01:00 ne connaît pas l’heure d’été.',
  tooManyNicknames: 'Indiquez au plus {max, number} autres noms.',
  tooLong: 'Un nom a au plus {max, number} caractères. Raccourcissez-le.',
  unspeakable: 'Utilisez des lettres ou des chiffres pour que Google puisse dire le nom.',
  noDays: 'Choisissez les jours où ces horaires commencent.',
  noTimes: 'Indiquez quand ces horaires commencent et quand ils se terminent.',
  unknownZone:
    'Nous ne connaissons pas ce fuseau horaire. Indiquez-en un comme Europe/Paris, ou le nom d’une grande ville qui s’y trouve.',
  notShared: 'Cette serrure n’est pas partagée avec Google',
  notSharedHelp: 'Rien n’a été modifié. Partagez d’abord la serrure.',
  tryIt: 'Tester cette serrure',
  testOf: 'Tester {name}',
  testIntro:
    'Ceci envoie une vraie commande, comme le fait Google : la serrure bouge. Un code PIN erroné compte aussi.',
  testCost: 'Un test utilise environ {calls, plural, one {# appel} other {# appels}} à Sifely.',
  lock: 'Verrouiller',
  unlock: 'Déverrouiller',
  pin: 'Code PIN vocal',
  check: 'Vérifier maintenant',
  checkAll: 'Tout vérifier maintenant',
  checkCost: 'Utilise {calls, plural, one {# appel} other {# appels}} à Sifely',
  lastLock: 'Verrouillage',
  lastUnlock: 'Déverrouillage',
  'sent-yes': 'Envoyée à {time}',
  'sent-waiting': 'En attente : la passerelle est occupée',
  'sent-no': 'Non envoyée',
  'accepted-yes': 'Acceptée par la passerelle',
  'accepted-waiting': 'En attente de la réponse de la passerelle',
  'accepted-no': 'Non acceptée',
  'accepted-none': 'La passerelle n’a pas répondu à temps',
  'seen-lock': 'Constaté : la porte est verrouillée',
  'seen-unlock': 'Constaté : la porte est déverrouillée',
  'seen-waiting': 'En attente de le constater sur la serrure',
  'seen-no': 'La serrure n’a pas bougé',
  'seen-jammed': 'Le pêne est coincé. Allez voir la porte.',
  'seen-unknown': 'Nous n’avons pas pu le constater sur la serrure. Allez voir la porte.',
  lookAgain: 'Regarder à nouveau',
  refusedOffline: 'La serrure est injoignable. Vérifiez que sa passerelle est branchée et en ligne.',
  refusedRemote:
    'La serrure ne le permet pas à distance. Activez le déverrouillage à distance dans l’application Sifely.',
  refusedKey:
    'Votre clé numérique pour cette serrure ne le permet pas actuellement. Vérifiez-la dans l’application Sifely.',
  refusedRemoved: 'Cette serrure n’est plus dans votre compte Sifely.',
  refusedDisconnected:
    'Nous sommes déconnectés de Sifely. Déconnectez-vous puis reconnectez-vous pour rétablir la connexion.',
  refusedBusy:
    'La passerelle était occupée, la commande n’a donc pas été envoyée. Réessayez dans une minute.',
  refusedPlan: 'Les appels de votre forfait Sifely sont épuisés pour ce mois.',
  refusedSifely: 'Sifely ne l’a pas fait. Réessayez dans une minute.',
  refusedLockOnly:
    'Google peut seulement verrouiller cette porte. Vous pouvez le changer dans les réglages de la serrure.',
  refusedTellOnly:
    'Google peut seulement dire dans quel état est cette porte. Vous pouvez le changer dans les réglages de la serrure.',
  refusedQuietHours:
    'Ce sont les heures de repos : Google ne déverrouille pas cette porte maintenant. Vous pouvez le changer dans les réglages de la serrure.',
  refusedQuietUntil:
    'Ce sont les heures de repos jusqu’à {time} : Google ne déverrouille pas cette porte maintenant. Vous pouvez le changer dans les réglages de la serrure.',
  refusedNotAllowed:
    'Vos réglages ne le permettaient plus quand son tour est venu : la commande n’a pas été envoyée.',
  refusedNoPin: 'Définissez d’abord un code PIN vocal : Google ne déverrouille qu’avec un code.',
  refusedPinNeeded: 'Saisissez le code PIN vocal pour déverrouiller.',
  refusedPinWrong: 'Ce n’est pas le bon code PIN. Il compte comme un code erroné donné à une enceinte.',
  refusedPinBounds: 'Ce code PIN n’est pas pour cette porte, ou pas à cette heure.',
  refusedLockedOut:
    'Trop de codes PIN erronés : Google ne déverrouille plus pendant un moment. Vous pouvez l’autoriser à nouveau sur la page du compte.',
  refusedAlready: 'La porte est déjà dans cet état : nous venons de le constater. Rien n’a été envoyé.',
  refusedByUs: 'Nous ne pouvons pas le faire pour le moment. Rien n’a été envoyé. Réessayez dans une minute.',
} satisfies Record<keyof typeof en, string>;
