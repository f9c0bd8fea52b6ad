import type { HouseAction } from './house.ts';

/** Returns one line that says what a person did at the house. */
export function actionTitle(action: HouseAction, nameOf: (lockId: string) => string): string {
  const door = 'lockId' in action ? nameOf(action.lockId) : '';
  switch (action.do) {
    case 'turn':
      return `Turn ${door} by hand: ${action.to}`;
    case 'key':
      return `Use the key of ${door}: ${action.to}`;
    case 'code':
      return `Enter the code “${action.name ?? ''}” at ${door}`;
    case 'wrong-code':
      return `Enter a wrong code at ${door}`;
    case 'card':
      return `Hold the card “${action.name ?? ''}” to ${door}`;
    case 'finger':
      return `Put a finger on ${door}`;
    case 'jam':
      return action.on ? `Jam ${door}` : `Free the bolt of ${door}`;
    case 'battery':
      return `Battery of ${door}: ${action.percent} %`;
    case 'freeze':
      return action.on ? `Freeze ${door}` : `Unfreeze ${door}`;
    case 'door':
      return action.to === 'open' ? `Open ${door}` : `Close ${door}`;
    case 'gateway':
      return `Gateway: ${action.to}`;
    case 'cloud':
      return `Sifely: ${action.to}`;
    case 'expire-tokens':
      return 'Sifely’s access tokens expire';
    case 'revoke-tokens':
      return 'Sifely revokes the sign-in';
    case 'webhooks':
      return `Webhooks: ${action.to}`;
  }
}
