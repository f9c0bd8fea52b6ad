import { withAsciiDigits } from '../../../functions/digits.ts';
import type { Card } from '../../../functions/guests/access-cards.ts';
import { UsageError } from '../../command.ts';
import { chooseNamed, findLock, findNamed, LOCK_WORD, zoneOf } from '../input/find.ts';
import { hasPeriodOption, PERIOD_OPTIONS, periodOf } from '../input/period.ts';
import { formatPeriod, isoPeriod, machineZone, zoneWords } from '../input/zone.ts';
import { type OwnerCall, refusalBy } from '../owner-call.ts';
import type { Noun } from '../verb.ts';

const CARD_WORD = { name: 'CARD', help: 'a card, by its name or its id' } as const;
const HIDDEN = '••••••';

/** `cards`: cards of a lock. */
export const cards: Noun = {
  summary: 'lists, adds, removes and changes cards of a lock',
  verbs: {
    list: {
      summary: 'lists the cards of a lock',
      words: [LOCK_WORD],
      showsSecrets: true,
      examples: ['cards list front', 'cards list front --show'],
      async run(call) {
        const lock = await findLock(call);
        const items = await call.account().access.cards.list(lock.id);
        const zone = items.some(isBounded) ? await zoneOf(call, lock.id) : machineZone();
        const isShown = call.has('show');
        call.printItems(
          items,
          [
            { name: 'ID', text: ({ id }) => id },
            { name: 'NAME', text: ({ name = '-' }) => name },
            { name: 'NUMBER', text: ({ number = '-' }) => (isShown ? number : HIDDEN) },
            { name: 'VALID', text: (card) => (card.isRecurring ? 'certain days' : formatPeriod(card, zone)) },
            { name: 'STATUS', text: ({ status }) => status },
          ],
          {
            empty: `${lock.name} has no cards.`,
            json: ({ number, from, until, ...card }) => ({
              ...card,
              ...isoPeriod({ from, until }),
              ...(isShown && { number: number ?? null }),
            }),
          },
        );
        return 0;
      },
    },
    add: {
      summary: 'adds a card by its number, through the gateway',
      details:
        'The number is asked for. A USB reader and a lock give the bytes of a number in opposite order: say which of them you read it with.',
      words: [LOCK_WORD],
      options: {
        name: { type: 'string', value: 'NAME', help: 'the name of the card' },
        number: { type: 'string', value: 'DIGITS', help: 'the number; "-" reads it from standard input' },
        'read-by': {
          type: 'string',
          value: 'DEVICE',
          help: 'the device that read the number (default: reader)',
          choices: ['reader', 'lock'],
        },
        ...PERIOD_OPTIONS,
      },
      examples: ['cards add front --name Anna', 'cards add front --name Anna --until "2027-01-31 12:00"'],
      run: add,
    },
    remove: {
      summary: 'removes a card from the lock, through the gateway',
      words: [LOCK_WORD, CARD_WORD],
      asks: true,
      examples: ['cards remove front Anna'],
      async run(call) {
        const { lock, card } = await findCard(call);
        await call.confirm(`Remove the card ${card.name ?? card.id} from ${lock.name}?`);
        await call.account().access.cards.remove(lock.id, card.id, 'gateway');
        call.printResult(
          { lockId: lock.id, cardId: card.id, removed: true },
          `Removed: the card ${card.name ?? card.id} opens ${lock.name} no more.`,
        );
        return 0;
      },
    },
    change: {
      summary: 'changes when a card opens, through the gateway',
      words: [LOCK_WORD, CARD_WORD],
      options: PERIOD_OPTIONS,
      examples: ['cards change front Anna --from "monday 8:00" --for "5 days"'],
      async run(call) {
        if (!hasPeriodOption(call)) {
          throw new UsageError('"cards change" needs a period: --from, --until or --for.');
        }
        const { lock, card } = await findCard(call);
        const zone = await zoneOf(call, lock.id);
        const { from = call.now(), until } = card;
        const period = periodOf(call, zone, until === undefined ? undefined : { from, until });
        if (period === undefined) throw new UsageError('"cards change" needs a period.');
        await call.account().access.cards.changePeriod(lock.id, card.id, period, 'gateway');
        call.printResult(
          { lockId: lock.id, cardId: card.id, ...isoPeriod(period) },
          `Changed: the card ${card.name ?? card.id} opens ${lock.name} ${formatPeriod(period, zone)} (${zoneWords(zone)}).`,
        );
        return 0;
      },
    },
  },
};

/** `fingerprints`: can be added at the lock alone. */
export const fingerprints: Noun = {
  summary: 'lists the fingerprints of a lock',
  verbs: {
    list: {
      summary: 'lists the fingerprints of a lock; they are added at the lock',
      words: [LOCK_WORD],
      examples: ['fingerprints list front'],
      async run(call) {
        const lock = await findLock(call);
        const items = await call.account().access.fingerprints.list(lock.id);
        const zone = items.some(isBounded) ? await zoneOf(call, lock.id) : machineZone();
        call.printItems(
          items,
          [
            { name: 'ID', text: ({ id }) => id },
            { name: 'NAME', text: ({ name = '-' }) => name },
            { name: 'VALID', text: (item) => (item.isRecurring ? 'certain days' : formatPeriod(item, zone)) },
            { name: 'STATUS', text: ({ status }) => status },
          ],
          {
            empty: `${lock.name} has no fingerprints.`,
            json: ({ from, until, ...item }) => ({ ...item, ...isoPeriod({ from, until }) }),
          },
        );
        return 0;
      },
    },
  },
};

function isBounded({ from, until }: Pick<Card, 'from' | 'until'>): boolean {
  return from !== undefined || until !== undefined;
}

async function add(call: OwnerCall): Promise<number> {
  const given = call.option('number');
  if (given !== undefined && given !== '-') cardNumber(given);
  const lock = await findLock(call);
  const typed =
    given === '-'
      ? await call.terminal.readInput?.()
      : (given ?? (await call.ask('Number of the card', { hidden: true, check: refusalBy(cardNumber) })));
  if (typed === undefined) throw new UsageError('There is no terminal to ask for the number: say --number.');
  const number = cardNumber(typed);
  const hasPeriod = hasPeriodOption(call);
  const zone = hasPeriod ? await zoneOf(call, lock.id) : machineZone();
  const period = periodOf(call, zone);
  const name = call.option('name', 50);
  const readBy = call.option('read-by') === 'lock' ? 'lock' : 'reader';
  const id = await call
    .account()
    .access.cards.add(
      lock.id,
      { number, readBy, ...(name !== undefined && { name }), ...(period !== undefined && { period }) },
      'gateway',
    );
  const when = period === undefined ? 'always' : `${formatPeriod(period, zone)} (${zoneWords(zone)})`;
  call.printResult(
    { lockId: lock.id, cardId: id, ...isoPeriod(period ?? {}) },
    `Added: the card ${name ?? id} opens ${lock.name} ${when}.`,
  );
  return 0;
}

function cardNumber(typed: string): string {
  const digits = withAsciiDigits(typed.trim()).replaceAll(/(?<=\d)[\s-](?=\d)/g, '');
  if (/^\d{4,20}$/.test(digits)) return digits;
  throw new UsageError('A card has a number of 4 to 20 decimal digits.');
}

async function findCard(call: OwnerCall) {
  const lock = await findLock(call);
  const items = await call.account().access.cards.list(lock.id);
  const typed = call.optionalWord('CARD');
  const card = typed === undefined ? await chooseNamed(call, items, 'card') : findNamed(items, typed, 'card');
  return { lock, card };
}
