import type { texts as en } from './en.ts';

export const texts = {
  set: 'Définir un code PIN vocal',
  change: 'Modifier le code PIN vocal',
  unlocking: 'Déverrouillage',
  intro:
    'Pour déverrouiller, dites ou saisissez le code PIN vocal que vous choisissez ici ; Google nous le transmet. Ce n’est pas un des codes de votre clavier.',
  introConsent: 'Pour déverrouiller. Pas un code du clavier.',
  keep: 'Conserver le code PIN vocal actuel',
  keepHint: 'Tout votre foyer l’utilise.',
  replace: 'Remplacer le code PIN vocal',
  unlockWith: 'Déverrouiller avec un code PIN vocal',
  replaceHint: 'L’ancien code cesse de fonctionner.',
  replaceNowHint: 'L’ancien code PIN cesse immédiatement de fonctionner, pour tout le monde.',
  off: 'Ne pas autoriser le déverrouillage',
  offHint: 'Google peut verrouiller et vérifier les portes, mais jamais les déverrouiller.',
  removeHint: 'Supprime tous les codes, même personnels.',
  removeHintLock: 'Supprime tous les codes PIN vocaux, même personnels. Google peut toujours verrouiller.',
  field: 'Code PIN vocal (4 à 8 chiffres)',
  newField: 'Nouveau code PIN vocal (4 à 8 chiffres)',
  'problem.removed':
    'Le code PIN vocal a été supprimé. Définissez-en un nouveau ou n’autorisez pas le déverrouillage.',
  'problem.keepOrRemove':
    'Une personne de votre foyer vient de définir un code PIN vocal. Conservez-le ou supprimez-le.',
  'problem.keepOrReplace':
    'Une personne de votre foyer vient de définir un code PIN vocal. Conservez-le ou remplacez-le.',
  'problem.choose': 'Choisissez si Google peut déverrouiller.',
  'problem.digits': 'Utilisez 4 à 8 chiffres.',
  'problem.guestCode':
    'Un invité utilise ces chiffres comme code. Choisissez un autre code PIN : qui connaît l’un ne doit pas connaître l’autre.',
  'problem.personPin': 'Une personne de votre foyer utilise ce code PIN. Choisissez-en un autre.',
  'problem.repeats': 'Ce code PIN est trop facile à deviner : il a moins de trois chiffres différents.',
  'problem.counts': 'Ce code PIN est trop facile à deviner : ses chiffres se suivent.',
  'problem.pattern': 'Ce code PIN est trop facile à deviner : la seconde moitié répète la première.',
  'problem.keypad': 'Ce code PIN est trop facile à deviner : il forme une ligne sur le clavier.',
  'problem.year': 'Ce code PIN est trop facile à deviner : c’est une année ou une date.',
  'problem.doorCode':
    'C’est un code de l’une de vos portes. Choisissez un autre code PIN : qui connaît l’un ne doit pas connaître l’autre.',
} satisfies Record<keyof typeof en, string>;
