import type { texts as en } from './en.ts';

export const texts = {
  'not-sent': 'la passerelle était occupée trop longtemps, rien n’a été envoyé',
  'gateway-missing': 'la serrure n’a pas de passerelle',
  'gateway-offline': 'la passerelle est hors ligne',
  'gateway-busy': 'la passerelle était occupée',
  'lock-offline': 'la serrure n’a pas répondu',
  'lock-busy': 'la serrure était occupée',
  'lock-frozen': 'la serrure est gelée',
  'not-supported': 'la commande à distance est désactivée dans la serrure',
  'lock-unknown': 'la serrure n’est plus dans Sifely',
  'not-permitted': 'Sifely ne l’autorise pas',
  'sign-in-refused': 'Sifely nous a déconnectés',
  'credentials-refused': 'Sifely nous a déconnectés',
  misconfigured: 'ce service n’est pas correctement configuré',
  'plan-exceeded': 'le forfait Sifely est épuisé',
  'rate-limited': 'trop d’appels en peu de temps',
  'timed-out': 'Sifely n’a pas répondu à temps',
  unavailable: 'Sifely était injoignable',
  rejected: 'Sifely a refusé',
  failed: 'Sifely a signalé un échec',
  'not-allowed': 'vos paramètres pour cette serrure ne le permettaient plus, rien n’a été envoyé',
} satisfies Record<keyof typeof en, string>;
