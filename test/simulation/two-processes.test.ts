import { describeSharing, type Scene, type Sharing, shareGateway } from './two-processes.ts';

const TIMES = 400;

const ALONE: Scene = { name: 'an unlock alone', readings: 0, withinMs: 0 };
const PAIR: Scene = { name: 'an unlock during one reading', readings: 1, withinMs: 2000 };
const ROW: Scene = { name: 'an unlock during five readings', readings: 5, withinMs: 5000 };

const WAYS: readonly Sharing[] = [
  { kind: 'retry' },
  { kind: 'lease', roundTripMs: 1, pollMs: 250 },
  { kind: 'lease', roundTripMs: 40, pollMs: 250 },
];

test('two processes share a gateway well enough by retry alone', async () => {
  const results = await Promise.all(
    [ALONE, PAIR, ROW].flatMap((scene) => WAYS.map((way) => shareGateway(scene, way, TIMES))),
  );
  process.stdout.write(`${describeSharing(results)}\n\n`);
  for (const { scene, sharing, ...result } of results) {
    if (sharing.kind !== 'retry') continue;
    expect(result.roundTrips).toBe(0);
    expect(result.delays[Math.floor(result.delays.length * 0.9)]).toBeLessThan(scene === ALONE ? 1 : 700);
    expect(result.unlocksLate / result.unlocks).toBeLessThan(0.1);
    expect(result.refused / result.operations).toBeLessThan(2);
  }
}, 120_000);
