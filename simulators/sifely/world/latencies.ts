/** A span that an operation at a lock takes, in ms, where one is planned. */
interface Planned {
  readonly endpoint: string;
  readonly lockId: string;
  readonly ms: number;
}

/** Planned spans of operations at locks: those of an incident, so that its replay takes as long. */
export class Latencies {
  #planned: Planned[] = [];

  /** Plans the spans of the next operations, in their order per endpoint and lock; replaces what was planned before. */
  plan(planned: readonly Planned[]): void {
    this.#planned = [...planned];
  }

  /** Takes the span of the next operation; `undefined` if none is planned. */
  take(endpoint: string, lockId: string): number | undefined {
    const place = this.#planned.findIndex((each) => each.endpoint === endpoint && each.lockId === lockId);
    return place < 0 ? undefined : this.#planned.splice(place, 1)[0]?.ms;
  }
}
