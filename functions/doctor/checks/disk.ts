import { existsSync, statfsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { HereDeps } from '../deps.ts';
import { type Check, ok, problem, type Result, warning } from '../finding.ts';
import { nearestFolder } from './data-folder.ts';

const MIB = 1024 * 1024;
/** A write-ahead log and a backup of a household fit into it. */
const MIN_FREE = 50 * MIB;
const LOW_FREE = 500 * MIB;

/** Kinds of file systems that lose or damage a database, by the number that Linux gives (statfs(2)). */
const RISKS: ReadonlyMap<
  number,
  { readonly name: string; readonly risk: 'network' | 'memory' | 'container' }
> = new Map([
  [0x6969, { name: 'NFS', risk: 'network' }],
  [0x517b, { name: 'SMB', risk: 'network' }],
  [0xff534d42, { name: 'CIFS', risk: 'network' }],
  [0xfe534d42, { name: 'SMB', risk: 'network' }],
  [0x5346414f, { name: 'AFS', risk: 'network' }],
  [0x00c36400, { name: 'Ceph', risk: 'network' }],
  [0x01021997, { name: '9P', risk: 'network' }],
  [0x65735546, { name: 'FUSE', risk: 'network' }],
  [0x786f4256, { name: 'VirtualBox', risk: 'network' }],
  [0x01021994, { name: 'tmpfs', risk: 'memory' }],
  [0x858458f6, { name: 'ramfs', risk: 'memory' }],
  [0x794c7630, { name: 'overlay', risk: 'container' }],
]);

/** The disk under the database: its free space, and if it keeps what was written. */
export const disk: Check<HereDeps> = {
  name: 'disk',
  run({ config }) {
    if (config.store !== 'sqlite') return [];
    const folder = resolve(config.dataDir);
    return diskResults(folder, statfsSync(existsSync(folder) ? folder : nearestFolder(folder)));
  },
};

/** Judges the disk of a folder by what `statfs` says. */
export function diskResults(
  folder: string,
  { type, bsize, bavail }: { readonly type: number; readonly bsize: number; readonly bavail: number },
): Result[] {
  const free = bsize * bavail;
  const risk = process.platform === 'linux' ? RISKS.get(type >>> 0) : undefined;
  const results = [...(risk === undefined ? [] : [riskOf(folder, risk)]), ...spaceOf(folder, free)];
  return results.length === 0 ? [ok(`The disk has ${shown(free)} free.`)] : results;
}

function riskOf(folder: string, { name, risk }: { readonly name: string; readonly risk: string }): Result {
  if (risk === 'memory') {
    return problem(
      `${folder} is in memory (${name}): all links are lost at the next restart of this machine.`,
      'Choose a DATA_DIR on a disk.',
    );
  }
  if (risk === 'container') {
    return warning(
      `${folder} is inside the container (${name}): all links are lost with it, if it is not on a volume.`,
      'Mount a volume there (compose.yaml has one).',
    );
  }
  return warning(
    `${folder} is on a file system of the network or of another program (${name}). SQLite needs locks and flushes that these often only pretend.`,
    'Choose a DATA_DIR on a local disk; copy backups to the network instead.',
  );
}

function spaceOf(folder: string, free: number): Result[] {
  if (free >= LOW_FREE) return [];
  const found = `The disk of ${folder} has only ${shown(free)} free.`;
  return [
    free < MIN_FREE ? problem(found, 'Make room: nothing can be stored soon.') : warning(found, 'Make room.'),
  ];
}

function shown(bytes: number): string {
  return bytes >= 10_000 * MIB ? `${Math.round(bytes / MIB / 1024)} GB` : `${Math.round(bytes / MIB)} MB`;
}
