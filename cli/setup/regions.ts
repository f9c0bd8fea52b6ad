/** Regions that are offered, by the part of the world that they are in; any other may be typed. */
export const REGIONS = {
  'us-central1': 'North America (Iowa)',
  'us-east1': 'North America, east (South Carolina)',
  'us-west1': 'North America, west (Oregon)',
  'europe-west1': 'Europe (Belgium)',
  'europe-west3': 'Germany (Frankfurt)',
  'asia-northeast1': 'East Asia (Tokyo)',
  'asia-southeast1': 'South-East Asia (Singapore)',
  'australia-southeast1': 'Australia (Sydney)',
  'southamerica-east1': 'South America (São Paulo)',
} as const;

/** Returns the sentence that refuses what is no name of a region; Google knows which ones exist. */
export function regionFault(region: string): string | undefined {
  return /^[a-z]+-[a-z]+\d{1,2}$/.test(region)
    ? undefined
    : `"${region.slice(0, 60)}" is no region. It looks like europe-west1.`;
}
