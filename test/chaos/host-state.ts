/** What a server's host does to it. */
export interface HostState {
  /** By so much its clock is ahead of this process's. */
  clockMs: number;
  /** Every flush of the disk takes so much longer. */
  flushMs: number;
  flushFails: boolean;
  /** True: no transaction can be committed, because the disk is full. */
  isFull: boolean;
}

/** A server's message about a flush of SQLite's log: if it succeeded, and what the log held when it began. */
export interface FlushReport {
  readonly flushed: boolean;
  /** Another one after the log began anew. */
  readonly salt: string;
  readonly frames: number;
}
