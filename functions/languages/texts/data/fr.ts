import type { texts as en } from './en.ts';

export const texts = {
  title: 'Vos données',
  text: 'Tout ce qui est conservé sur ce compte, dans un fichier JSON. Il ne contient ni PIN, ni code, ni clé.',
  download: 'Télécharger mes données',
  signOutEverywhere: 'Se déconnecter partout',
  unlinkTitle: 'Dissocier',
  unlinkText: 'Retire l’accès à tout le monde et supprime toutes les données ici.',
  unlink: 'Tout dissocier…',
  'unlink.question': 'Tout dissocier ?',
  'unlink.explain':
    'Google perd l’accès aux serrures de ce compte Sifely. Nous supprimons le code PIN vocal, la connexion à Sifely et toutes les données des serrures. Google supprime les serrures, leurs pièces et leurs routines.',
  'unlink.explainHousehold':
    'Tout votre foyer ({count, plural, one {# association} many {# associations} other {# associations}}) perd l’accès aux serrures de ce compte Sifely. Nous supprimons le code PIN vocal, la connexion à Sifely et toutes les données des serrures. Google supprime les serrures, leurs pièces et leurs routines.',
  'unlink.locksKeepWorking':
    'Vos serrures continuent de fonctionner comme avant. Vous pouvez les associer à nouveau à tout moment dans l’application Google Home.',
  'unlink.yes': 'Tout dissocier',
  'unlink.no': 'Conserver l’association',
  'unlink.done': 'Tout est dissocié',
  'unlink.doneHelp':
    'Votre compte Sifely n’est plus associé et nous avons supprimé vos données. Google supprime les serrures en moins d’une minute.',
  'unlink.doneNotAtGoogle':
    'Votre compte Sifely n’est plus associé et nous avons supprimé vos données. Nous n’avons pas pu joindre Google. Il n’a plus accès, mais peut encore afficher les serrures quelque temps. Pour les retirer tout de suite, dissociez ce service dans l’application Google Home.',
  'endLink.question': 'Mettre fin à cette association ?',
  'endLink.explain':
    'Le compte Google associé {ago} ne pourra plus voir ni contrôler vos serrures. Les autres associations restent.',
  'endLink.yes': 'Mettre fin à l’association',
  signedOutEverywhere: 'Vous êtes déconnecté partout',
  signedOutEverywhereHelp: 'Tous les navigateurs connectés à cette page de compte devront se reconnecter.',
} satisfies Record<keyof typeof en, string>;
