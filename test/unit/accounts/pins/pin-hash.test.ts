import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { REAL_PIN_COST } from '../../../support/test-config.ts';
import { accountsFixture, consentOf, linkedAccount } from '../fixture.ts';

describe('the PIN of an account', () => {
  test.each([
    ['the same', '0412', true],
    ['without its leading zero', '412', false],
    ['another', '0413', false],
    ['longer', '04120', false],
    ['nothing', '', false],
    ['in other digits', '٠٤١٢', false],
    ['with a space', '0412 ', false],
  ])('matches only as it was chosen: %s', async (_, given, right) => {
    const { accounts, read } = await linkedAccount();
    expect((await accounts.findPin((await read()).account, given)) !== undefined).toBe(right);
  });

  test('is refused by the consent when it is not 4 to 8 digits', async () => {
    const { accounts } = accountsFixture();
    for (const pin of ['123', '123456789', 'abcd', '12 4', '']) {
      await expect(accounts.consent(consentOf('ada', { pin: { kind: 'set', pin } }))).rejects.toThrow(
        RangeError,
      );
    }
  });

  test('can be kept, replaced or turned off by the next consent', async () => {
    const { accounts, read } = await linkedAccount();
    await accounts.consent(consentOf('ada@example.com', { pin: { kind: 'keep' } }));
    expect(await accounts.findPin((await read()).account, '0412')).toBe('household');
    await accounts.consent(consentOf('ada@example.com', { pin: { kind: 'set', pin: '77110022' } }));
    expect(await accounts.findPin((await read()).account, '0412')).toBeUndefined();
    expect(await accounts.findPin((await read()).account, '77110022')).toBe('household');
    await accounts.consent(consentOf('ada@example.com', { pin: { kind: 'off' } }));
    expect((await read()).account.pin).toBeUndefined();
    expect(await accounts.findPin((await read()).account, '77110022')).toBeUndefined();
  });

  test('is hashed with N = 2 ** 14 unless its caller says otherwise, which no file of the product does', async () => {
    const { accounts } = accountsFixture({ pinCost: undefined });
    const loaded = await accounts.load(await accounts.consent(consentOf('ada')));
    expect(loaded?.account.pin?.cost).toBe(REAL_PIN_COST);
    const files = await readdir('functions', { recursive: true, withFileTypes: true });
    const lines = files
      .filter((file) => file.name.endsWith('.ts'))
      .flatMap((file) => readFileSync(join(file.parentPath, file.name), 'utf8').match(/.*pinCost.*/g) ?? []);
    const declared = /^ +(readonly )?pinCost\?: number \| undefined;$/;
    expect(lines.filter((line) => !declared.test(line))).toEqual([
      '  { random, slots, pinCost }: PinsDeps,',
      '  const [salt = mintSalt(random, pinCost)] = known;',
    ]);
  });

  test('has a different salt and hash in each account', async () => {
    const { accounts } = accountsFixture();
    const pins = [];
    for (const user of ['ada', 'bob']) {
      const loaded = await accounts.load(await accounts.consent(consentOf(user)));
      pins.push(loaded?.account.pin);
    }
    expect(pins[0]?.salt).not.toBe(pins[1]?.salt);
    expect(pins[0]?.hash.box).not.toBe(pins[1]?.hash.box);
  });
});
