import type { HouseView } from '../house.ts';
import type { Message } from '../message-log.ts';
import { maskDigits } from '../secret-mask.ts';
import {
  type Expected,
  type Incident,
  type IncidentAction,
  type IncidentCall,
  MAX_INCIDENT_MS,
} from './incident.ts';

/** A longer recording begins anew with the next action: what happened long before is seldom the cause. */
const MAX_STEPS = 300;
/** Calls, answers, sentences and movements, of each. */
const MAX_RESULTS = 2000;

/** The world at one moment, as far as an incident needs it. */
export interface Scenery {
  readonly now: number;
  readonly house: HouseView;
  readonly linked: readonly string[];
}

/** The tiles at the end. */
export interface LastTiles {
  readonly user: string;
  readonly lockId: string;
  readonly state: string;
  readonly isTrue: boolean | undefined;
}

/** Records what is done at the playground and what comes of it, from a beginning on. */
export class Recorder {
  #beginning: Scenery;
  #steps: Incident['steps'] = [];
  #calls: IncidentCall[] = [];
  #answers: string[] = [];
  #spoken: string[] = [];
  #bolts: Record<string, ('locked' | 'unlocked')[]> = {};

  constructor(beginning: Scenery) {
    this.#beginning = beginning;
  }

  /** Begins anew with the world as it is. */
  begin(beginning: Scenery): void {
    this.#beginning = beginning;
    this.#steps = [];
    this.#calls = [];
    this.#answers = [];
    this.#spoken = [];
    this.#bolts = {};
  }

  /** Records an action, before it is carried out. `scenery` is used where the recording begins anew with it. */
  act(action: IncidentAction, scenery: () => Scenery): void {
    const { now } = scenery();
    if (this.#isFull || now - this.#beginning.now > MAX_INCIDENT_MS) this.begin(scenery());
    this.#steps.push({ at: Math.max(0, now - this.#beginning.now), do: action });
  }

  /** Says how the PIN of the newest answer was, which is known afterwards only. */
  pinWas(is: 'right' | 'wrong'): void {
    const place = this.#steps.findLastIndex((step) => step.do.kind === 'pin');
    const step = this.#steps[place];
    if (step?.do.kind === 'pin') this.#steps[place] = { ...step, do: { ...step.do, is } };
  }

  /** Records a call that went through a gateway, with its span. */
  called(call: IncidentCall): void {
    add(this.#calls, call);
  }

  /** Records a movement of a bolt. */
  moved(lockId: string, to: 'locked' | 'unlocked'): void {
    const moves = this.#bolts[lockId] ?? [];
    add(moves, to);
    this.#bolts[lockId] = moves;
  }

  /** Takes what people heard and Google was answered from the timeline. */
  message({ from, to, title, outcome }: Message): void {
    if (from === 'google' && to === 'person') add(this.#spoken, maskDigits(title));
    if (from === 'google' && to === 'service' && title.startsWith('EXECUTE '))
      add(this.#answers, `${title}: ${outcome}`);
  }

  get #isFull(): boolean {
    const results = [this.#calls, this.#answers, this.#spoken, ...Object.values(this.#bolts)];
    return this.#steps.length >= MAX_STEPS || results.some(({ length }) => length >= MAX_RESULTS);
  }

  /** Returns the results so far. */
  expected(tiles: readonly LastTiles[]): Expected {
    return {
      answers: [...this.#answers],
      spoken: [...this.#spoken],
      bolts: structuredClone(this.#bolts),
      tiles: Object.fromEntries(
        tiles.map(({ user, lockId, state, isTrue }) => [
          `${user} ${lockId}`,
          `${state}, ${isTrue === undefined ? 'not compared' : isTrue ? 'true' : 'not true'}`,
        ]),
      ),
    };
  }

  /** Returns the incident until now. */
  incident(now: number, tiles: readonly LastTiles[], about: string): Incident {
    const { house, linked } = this.#beginning;
    return {
      incident: 1,
      about,
      recordedAt: new Date(now).toISOString(),
      from: 'playground',
      house: {
        locks: house.locks.map(({ id, name, bolt, isJammed, isFrozen, battery, autoLockSeconds }) => ({
          ...{ id, name, bolt, isJammed, isFrozen, battery, autoLockSeconds },
        })),
        gateways: house.gateways.map((gateway) => ({ ...gateway })),
        mood: house.mood,
        webhooks: house.webhooks,
      },
      linked: [...linked],
      steps: [...this.#steps],
      endsAt: Math.min(now - this.#beginning.now, MAX_INCIDENT_MS),
      calls: [...this.#calls],
      expected: this.expected(tiles),
      unknown: [],
    };
  }
}

/** Scripts may drive a demo for days without an action at the playground: what is too much is left out. */
function add<T>(results: T[], result: T): void {
  if (results.length < MAX_RESULTS) results.push(result);
}
