import * as v from 'valibot';
import type { Exchange } from '../exchange.ts';
import type { HomeGraph } from '../home-graph/home-graph.ts';
import type { SyncDevice } from '../schemas/sync-answer.ts';

/** A state that a tile of the Home app shows. */
export type TileState = 'locked' | 'unlocked' | 'jammed' | 'offline' | 'updating' | 'unknown';

/** One device as the Home app shows it. Times are ms since the epoch. */
export interface Tile {
  readonly id: string;
  readonly name: string;
  readonly room: string | undefined;
  readonly state: TileState;
  /** 0 to 100; absent if Google was not told. */
  readonly battery: number | undefined;
  /** When Google was last told something of it. */
  readonly toldAt: number | undefined;
  /** By which message it was told. */
  readonly toldBy: string | undefined;
}

interface Known {
  states: Readonly<Record<string, unknown>>;
  isUpdating: boolean;
  isOffline: boolean;
  toldAt: number;
  toldBy: string;
}

const queried = v.looseObject({
  payload: v.looseObject({ devices: v.record(v.string(), v.record(v.string(), v.unknown())) }),
});
const executed = v.looseObject({
  payload: v.looseObject({
    commands: v.array(
      v.looseObject({
        ids: v.array(v.string()),
        status: v.string(),
        states: v.optional(v.record(v.string(), v.unknown())),
        errorCode: v.optional(v.string()),
      }),
    ),
  }),
});
const battery = v.array(v.looseObject({ rawValue: v.number(), unit: v.string() }));

/** The tiles of one Google user: changed by nothing but what the service told Google. */
export class Tiles {
  readonly #known = new Map<string, Known>();

  /** Takes the response of an intent. */
  answered({ kind, response, endedAt }: Exchange): void {
    if (kind === 'DISCONNECT') this.#known.clear();
    if (kind === 'QUERY' && v.is(queried, response))
      for (const [id, entry] of Object.entries(response.payload.devices)) this.#queried(id, entry, endedAt);
    if (kind === 'EXECUTE' && v.is(executed, response))
      for (const result of response.payload.commands)
        for (const id of result.ids) this.#executed(id, result, endedAt);
  }

  /** Takes the states of a report, as the Home Graph has them now. */
  reported(id: string, states: Readonly<Record<string, unknown>>, at: number): void {
    const isOffline = states['online'] === false;
    this.#known.set(id, { states, isUpdating: false, isOffline, toldAt: at, toldBy: 'report' });
  }

  /** Returns the tiles of the devices of the newest SYNC. */
  of(devices: ReadonlyMap<string, SyncDevice>): Tile[] {
    return [...devices.values()].map(({ id, name, roomHint }) => {
      const known = this.#known.get(id);
      return {
        id,
        name: name.name,
        room: roomHint,
        state: stateOf(known),
        battery: batteryOf(known),
        toldAt: known?.toldAt,
        toldBy: known?.toldBy,
      };
    });
  }

  #queried(id: string, entry: Readonly<Record<string, unknown>>, at: number): void {
    const { status, online, errorCode: _, debugString: __, ...states } = entry;
    const isOffline = online === false || status === 'OFFLINE';
    // An error says nothing of the state: the Home app goes on showing the last one as not available.
    const kept = status === 'SUCCESS' ? states : (this.#known.get(id)?.states ?? {});
    this.#known.set(id, { states: kept, isUpdating: false, isOffline, toldAt: at, toldBy: 'QUERY' });
  }

  #executed(
    id: string,
    {
      status,
      states = {},
      errorCode,
    }: { status: string; states?: Record<string, unknown> | undefined; errorCode?: string | undefined },
    at: number,
  ): void {
    const before = this.#known.get(id);
    const told = { toldAt: at, toldBy: 'EXECUTE' } as const;
    const kept = before?.states ?? {};
    if (status === 'SUCCESS')
      this.#known.set(id, { states: { ...kept, ...states }, isUpdating: false, isOffline: false, ...told });
    else if (status === 'PENDING')
      this.#known.set(id, { states: kept, isUpdating: true, isOffline: false, ...told });
    else if (status === 'OFFLINE' || errorCode === 'deviceOffline')
      this.#known.set(id, { states: kept, isUpdating: false, isOffline: true, ...told });
  }
}

/** Takes a report that HomeGraph accepted to the tiles of the users of an account. */
export function takeReport(
  homegraph: HomeGraph,
  agentUserId: string,
  deviceIds: readonly string[],
  at: number,
  tiles: readonly Tiles[],
): void {
  for (const id of deviceIds) {
    const states = homegraph.states(agentUserId, id);
    if (states !== undefined) for (const each of tiles) each.reported(id, states, at);
  }
}

function stateOf(known: Known | undefined): TileState {
  if (known === undefined) return 'unknown';
  if (known.isUpdating) return 'updating';
  if (known.isOffline) return 'offline';
  if (known.states['isJammed'] === true) return 'jammed';
  if (typeof known.states['isLocked'] !== 'boolean') return 'unknown';
  return known.states['isLocked'] ? 'locked' : 'unlocked';
}

function batteryOf(known: Known | undefined): number | undefined {
  const capacity = known?.states['capacityRemaining'];
  return v.is(battery, capacity) ? capacity.find(({ unit }) => unit === 'PERCENTAGE')?.rawValue : undefined;
}
