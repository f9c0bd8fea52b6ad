/** The bit of `featureValue` that Wi-Fi locks have: they need no gateway. */
const WIFI_BIT = 56n;

/** True if a capability mask (hexadecimal, may exceed 32 bits) has the Wi-Fi bit; false if it cannot be read. */
export function isWifiLock(featureValue: string | undefined): boolean {
  if (featureValue === undefined || !/^(0x)?[0-9a-f]{1,64}$/i.test(featureValue)) return false;
  return ((BigInt(`0x${featureValue.replace(/^0x/i, '')}`) >> WIFI_BIT) & 1n) === 1n;
}
