import type { SyncDevice } from '../schemas/sync-answer.ts';

/**
 * Finds a device by its id or any of its names, ignoring case, an article or "my". Throws an error that lists the names
 * if none or several match.
 */
export function findDevice(devices: ReadonlyMap<string, SyncDevice>, spoken: string): SyncDevice {
  const byId = devices.get(spoken);
  if (byId !== undefined) return byId;
  const wanted = speakable(spoken);
  const named = [...devices.values()].filter(({ name }) =>
    [name.name, ...(name.nicknames ?? [])].some((each) => speakable(each) === wanted),
  );
  const [found] = named;
  if (found !== undefined && named.length === 1) return found;
  const known = [...devices.values()].map(({ name }) => name.name).join(', ') || 'none';
  throw new Error(
    `${named.length === 0 ? 'No' : 'More than one'} device is called "${spoken}". Devices: ${known}`,
  );
}

function speakable(name: string): string {
  return name
    .toLowerCase()
    .replace(/^\s*(the|my)\s+/, '')
    .replace(/\s+/g, ' ')
    .trim();
}
