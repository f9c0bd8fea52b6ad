import type { texts as en } from './en.ts';

export const texts = {
  title: 'Vos données',
  text: 'Tout ce qui est conservé sur ce compte, dans un fichier JSON. Il ne contient ni PIN, ni code, ni clé.',
  download: 'Télécharger mes données',
  signOutEverywhere: 'Se déconnecter partout',
  signedOutTitle: 'Vous êtes déconnecté partout',
  signedOutText: 'Tous les navigateurs connectés à cette page doivent se reconnecter.',
  unlinkTitle: 'Dissocier',
  unlinkText: 'Retire l’accès à tout le monde et supprime toutes les données ici.',
  unlink: 'Tout dissocier…',
} satisfies Record<keyof typeof en, string>;
