import { hurryAtTheDoor } from './hurried-door.ts';

/** `HISTORIES=500 npm test -- test/simulation/hurried-door` makes more; `HISTORIES=1 FIRST_SEED=n` repeats one. */
const HISTORIES = Number(process.env['HISTORIES'] ?? 40);
const FIRST_SEED = Number(process.env['FIRST_SEED'] ?? 1);

test(
  'Google, of a door at which people and commands follow each other within seconds, never has locked for longer than it takes to learn that it is open',
  async () => {
    for (let seed = FIRST_SEED; seed < FIRST_SEED + HISTORIES; seed++) {
      const { story, wrong } = await hurryAtTheDoor(seed);
      // The story is shown if something is wrong.
      expect([...wrong, ...(wrong.length > 0 ? story : [])]).toEqual([]);
    }
  },
  Math.max(120_000, HISTORIES * 10_000),
);
