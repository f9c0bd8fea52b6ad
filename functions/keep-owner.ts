import { chownSync, type Stats, statSync } from 'node:fs';

/**
 * Gives a file to the owner of another file or folder: of what root made, the server could not read or replace anything. Throws the
 * error of the file system if this user may not.
 */
export function keepOwner(path: string, { uid, gid }: Pick<Stats, 'uid' | 'gid'>): void {
  const { uid: ours, gid: group } = statSync(path);
  if (uid !== ours || gid !== group) chownSync(path, uid, gid);
}
