import { setTimeout as pause } from 'node:timers/promises';
import type { SeededRandom } from '../simulation/seeded-random.ts';
import type { ChaosPair } from './chaos-pair.ts';
import type { Weather } from './faulty-network.ts';

/** Strikes the pair once, and resolves when the fault is over. */
type Fault = (pair: ChaosPair, chance: SeededRandom) => Promise<void>;

/** A follow-up is given up after four minutes: from one end to the other is less. */
export const MAX_JUMP_MS = 90_000;

const one = (chance: SeededRandom): 0 | 1 => (chance.next() < 0.5 ? 0 : 1);

const sifely =
  (weather: (chance: SeededRandom) => Weather, [least, most]: readonly [number, number]): Fault =>
  async (pair, chance) => {
    pair.sifely.set(weather(chance));
    await pause(chance.between(least, most));
    pair.sifely.set({ kind: 'good' });
  };

const google =
  (weather: (chance: SeededRandom) => Weather): Fault =>
  async (pair, chance) => {
    pair.google.set(weather(chance));
    await pause(chance.between(300, 3000));
    pair.google.set({ kind: 'good' });
  };

/** Both servers are on one machine: their clock jumps together, and stays within some minutes of the real time. */
async function jump(pair: ChaosPair, chance: SeededRandom): Promise<void> {
  const to = chance.between(-MAX_JUMP_MS, MAX_JUMP_MS);
  pair.set({ clockMs: Math.round(chance.next() < 0.3 ? to / 30 : to) });
}

async function lockDatabase(pair: ChaosPair, chance: SeededRandom): Promise<void> {
  const release = pair.disk.lock();
  await pause(chance.between(100, 2500));
  release?.();
}

const slow = (chance: SeededRandom): Weather => ({ kind: 'slow', ms: chance.between(50, 1500) });
const reset = (): Weather => ({ kind: 'reset' });

/** Every fault, by name. */
export const FAULTS: Readonly<Record<string, Fault>> = {
  'kill -9 of a server': (pair, chance) => pair.restart(one(chance), 'SIGKILL'),
  'stop and start of a server': (pair, chance) => pair.restart(one(chance), 'SIGTERM'),
  'power cut': (pair) => pair.cutPower(),
  'server stands still': async (pair, chance) => {
    const index = one(chance);
    pair.signal(index, 'SIGSTOP');
    await pause(chance.between(100, 3000));
    pair.signal(index, 'SIGCONT');
  },
  'clock jumps': jump,
  'disk slow': async (pair, chance) => {
    pair.set({ flushMs: Math.round(chance.between(50, 1200)) });
    await pause(chance.between(300, 2500));
    pair.set({ flushMs: 0 });
  },
  'disk fails': async (pair, chance) => {
    pair.set({ flushFails: true });
    await pause(chance.between(50, 1200));
    pair.set({ flushFails: false });
  },
  'disk full': async (pair, chance) => {
    pair.set({ isFull: true });
    await pause(chance.between(50, 1500));
    pair.set({ isFull: false });
  },
  'database locked': lockDatabase,
  'Sifely: connections reset': sifely(reset, [100, 2500]),
  'Sifely: slow network': sifely(slow, [500, 3000]),
  'Sifely: network holds bytes': sifely(() => ({ kind: 'held' }), [300, 4500]),
  'Sifely: answers torn': sifely(() => ({ kind: 'torn' }), [300, 2500]),
  'Google: connections reset': google(reset),
  'Google: slow network': google(slow),
};

/** How often each fault strikes. */
export const WEIGHTS: Readonly<Record<string, number>> = {
  'kill -9 of a server': 12,
  'stop and start of a server': 4,
  'power cut': 6,
  'server stands still': 14,
  'clock jumps': 10,
  'disk slow': 7,
  'disk fails': 6,
  'disk full': 6,
  'database locked': 7,
  'Sifely: connections reset': 7,
  'Sifely: slow network': 6,
  'Sifely: network holds bytes': 7,
  'Sifely: answers torn': 8,
  'Google: connections reset': 4,
  'Google: slow network': 4,
};
