import type { texts as en } from './en.ts';

export const texts = {
  title: 'Serrures Sifely dans Google Home',
  what: 'Ce serveur relie les serrures connectées Sifely à Google Home.',
  whatBy: 'Ce serveur relie les serrures connectées Sifely à Google Home. Il est géré par {operator}.',
  howToLink:
    'Pour associer, ouvrez l’application Google Home et choisissez Appareils, Ajouter, Fonctionne avec Google Home, puis ce service.',
  linkButton: 'Associer dans Google Home',
  codeLabel: 'Code QR qui ouvre l’application Google Home',
  scan: 'Ou scannez ceci avec votre téléphone.',
} satisfies Record<keyof typeof en, string>;
