import { type DayFigures, figuresOf } from './figures.ts';
import { liveADayHere } from './parts.ts';

// Fewer are no measure: the households of a hundred differ by a tenth from those of a thousand.
const FEW = 300;
const MANY = 1000;
const BYTES = 5000;

async function liveADayOf(accounts: number): Promise<DayFigures> {
  const day = await liveADayHere({ accounts, broken: accounts / 100, isDirect: true });
  return figuresOf(day, accounts, BYTES);
}

describe('a day of many accounts', () => {
  test('costs no more per account where they are more, and stays within every limit', async () => {
    const few = await liveADayOf(FEW);
    const many = await liveADayOf(MANY);
    for (const [name, count] of many.perAccount) {
      expect({ name, isDearer: count > 1.1 * (few.perAccount.get(name) ?? 0) }).toEqual({
        name,
        isDearer: false,
      });
    }
    for (const { name, value, most } of many.limits) {
      expect({ name, isExceeded: value > most }).toEqual({ name, isExceeded: false });
    }
    const { 'log: account set aside, it cannot be polled': setAside, ...others } = Object.fromEntries(
      many.troubles,
    );
    expect(setAside).toBe(MANY / 100);
    expect(Object.keys(others).filter((name) => !name.includes('the account cannot be read'))).toEqual([]);
  });

  test('is billed the same with the adapter of Firestore as with the faster store', async () => {
    const options = { accounts: 100, hours: 4 };
    const adapter = await liveADayHere(options);
    const direct = await liveADayHere({ ...options, isDirect: true });
    expect(direct.sums).toEqual(adapter.sums);
    expect(direct.seconds).toEqual(adapter.seconds);
  });

  test('polls thousands that are overdue without writing too often to a range of the index', async () => {
    const options = { accounts: 6000, hours: 1, isDirect: true, isOverdue: true };
    const { limits, perAccount } = figuresOf(await liveADayHere(options), options.accounts, BYTES);
    expect(perAccount.get('tasks')).toBeGreaterThan(1);
    for (const { name, value, most } of limits.filter(({ name }) => name.includes('index'))) {
      expect({ name, isExceeded: value > most }).toEqual({ name, isExceeded: false });
    }
  });
});
