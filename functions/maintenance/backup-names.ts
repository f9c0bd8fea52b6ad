/** Returns the name of a backup: `KIND-2026-11-29T15-08-39Z.sqlite`, in UTC, since some systems allow no colon. */
export function backupName(kind: 'daily' | 'backup', now: number): string {
  return `${kind}-${timeForNames(now)}.sqlite`;
}

/** Returns a time for names of files, in UTC, to a second. */
export function timeForNames(now: number): string {
  return `${new Date(now).toISOString().slice(0, 19).replaceAll(':', '-')}Z`;
}

/** Returns the time in the name of a daily backup, ms since the epoch; `undefined` for any other name. */
export function timeOfDailyBackup(name: string): number | undefined {
  const [, day, hour, minute, second] =
    /^daily-(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)Z\.sqlite$/.exec(name) ?? [];
  const time = Date.parse(`${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(time) ? undefined : time;
}
