import { isIP, isIPv4 } from 'node:net';
import type { Config } from './config.ts';
import type { SettingReader } from './setting-reader.ts';

/** Reads `TRUSTED_PROXIES`: a number counts proxies; addresses and networks name them. */
export function readTrustedProxies(
  read: SettingReader,
  fallback: number,
  firebase: boolean,
): Pick<Config, 'trustedProxies' | 'proxyNetworks'> {
  const text = read.text('TRUSTED_PROXIES') ?? '';
  if (!/[.:,]/.test(text)) {
    const trustedProxies = read.integer('TRUSTED_PROXIES', 0, 10, fallback);
    // Only Google's front ends reach a function.
    return { trustedProxies, ...(firebase && { proxyNetworks: 'any' }) };
  }
  const proxyNetworks = text
    .split(',')
    .map((network) => network.trim())
    .filter((network) => network !== '');
  if (!proxyNetworks.every(isNetwork)) {
    read.reject(
      'TRUSTED_PROXIES',
      'must be a number, or addresses and networks of proxies such as 10.0.0.0/8, separated by commas; not all addresses',
    );
  }
  return { trustedProxies: fallback, proxyNetworks };
}

/** True for an address, or a network such as `10.0.0.0/8`. All addresses are none: anybody could claim to be another caller. */
function isNetwork(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/');
  if (isIP(address) === 0 || rest.length > 0) return false;
  const bits = Number(prefix);
  return (
    prefix === undefined || (/^\d{1,3}$/.test(prefix) && bits > 0 && bits <= (isIPv4(address) ? 32 : 128))
  );
}
