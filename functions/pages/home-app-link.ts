import { generate } from 'lean-qr';
import { toSvgPath } from 'lean-qr/extras/svg';
import { type Html, html } from './html.ts';

/** Modules of light space around a QR code, as ISO/IEC 18004 asks. */
const QUIET_ZONE = 4;

/**
 * Returns the address that opens the Google Home app where an integration is linked (/cloud-to-cloud/account-linking-migration).
 * On a machine without the app it is a page of Google's.
 */
export function homeAppLink(agentId: string): string {
  const deepLink = `setup/ha_linking?agent_id=${agentId}`;
  return `https://home.google.com/home-app/?deeplink=${encodeURIComponent(deepLink)}`;
}

/** Draws an address as a QR code, dark on light in every colour scheme. `label` says what it is for. */
export function qrCode(address: string, label: string): Html {
  const code = generate(address);
  const size = code.size + 2 * QUIET_ZONE;
  const area = `${-QUIET_ZONE} ${-QUIET_ZONE} ${size} ${size}`;
  return html`<svg class="code" role="img" aria-label="${label}" viewBox="${area}" shape-rendering="crispEdges"><rect x="${-QUIET_ZONE}" y="${-QUIET_ZONE}" width="${size}" height="${size}" fill="#fff"/><path fill="#000" d="${toSvgPath(code)}"/></svg>`;
}
