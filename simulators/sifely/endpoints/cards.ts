import * as v from 'valibot';
import { PlatformError } from '../http/failures.ts';
import { fullOfCards, reversedCardNumber, TOKEN_TYPE } from '../world/card-rules.ts';
import type { CyclicPeriod, Token } from '../world/contents.ts';
import { ADDING } from '../world/passcode-rules.ts';
import type { LockState } from '../world/world.ts';
import type { Endpoint, EndpointCall } from './endpoint.ts';
import { additionOf, wayOf, writeToLock, writtenLock } from './lock-writes.ts';

const MINUTES_OF_DAY = 24 * 60;
const minute = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MINUTES_OF_DAY));
const cyclicSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.pipe(
    v.array(
      v.object({
        weekDay: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(7)),
        startTime: minute,
        endTime: minute,
      }),
    ),
    v.minLength(1),
  ),
);

/** Assigns a card by the number that a USB reader gives; the cloud keeps its bytes reversed. */
export const cardAddReversed = assignment('/v3/identityCard/addForReversedCardNumber', reversedCardNumber);
/** Assigns a card by the number that the lock reads. */
export const cardAdd = assignment('/v3/identityCard/add', (number) => number);

function assignment(path: string, kept: (number: string) => string): Endpoint {
  return {
    path,
    method: 'POST',
    access: 'account',
    shape: 'object',
    async run(call, account) {
      const { cloud, parameters } = call;
      const lock = writtenLock(call, account);
      const number = parameters.text('cardNumber');
      const { way, isLater } = additionOf(call, lock);
      if (!/^\d{1,20}$/.test(number)) throw new PlatformError(-3);
      const card: Token = {
        id: cloud.world.nextId++,
        name: parameters.optionalText('cardName') ?? '',
        secret: kept(number),
        createdAt: call.now,
        sender: account.username,
        ...validityOf(call),
        ...(isLater && { status: ADDING }),
      };
      if (fullOfCards(lock)) throw new PlatformError(-4056);
      const others = ({ secret }: Token) => secret !== card.secret;
      const work = () => {
        lock.cardsInLock = [...lock.cardsInLock.filter(others), { ...card }];
      };
      if (!isLater) await writeToLock(call, lock, way, work);
      lock.cards = [...lock.cards.filter(others), card];
      return { cardId: card.id };
    },
  };
}

/** Reads a new card's kind and times; -3 if they cannot be. */
function validityOf({ parameters }: EndpointCall) {
  const type = parameters.optionalInteger('cardType') ?? TOKEN_TYPE.normal;
  const dates = {
    startDate: parameters.optionalInteger('startDate') ?? 0,
    endDate: parameters.optionalInteger('endDate') ?? 0,
  };
  if (type !== TOKEN_TYPE.normal && type !== TOKEN_TYPE.recurring) throw new PlatformError(-3);
  if (dates.endDate < 0 || (dates.endDate > 0 && dates.endDate <= dates.startDate))
    throw new PlatformError(-3);
  const cyclicConfig = type === TOKEN_TYPE.recurring ? cyclicConfigOf(parameters.text('cyclicConfig')) : [];
  return { type, ...dates, cyclicConfig };
}

function cyclicConfigOf(json: string): readonly CyclicPeriod[] {
  const parsed = v.safeParse(cyclicSchema, json);
  if (!parsed.success || parsed.output.some(({ startTime, endTime }) => endTime <= startTime))
    throw new PlatformError(-3);
  return parsed.output;
}

/** Deletes a card. By Bluetooth, the default, only the cloud forgets it: at the door it still opens. */
export const cardDelete: Endpoint = {
  path: '/v3/identityCard/delete',
  method: 'POST',
  access: 'account',
  shape: 'result',
  async run(call, account) {
    const lock = writtenLock(call, account);
    const card = cardOf(lock, call.parameters.integer('cardId'));
    const way = wayOf(call.parameters.optionalInteger('deleteType'));
    await writeToLock(call, lock, way, () => {
      lock.cardsInLock = lock.cardsInLock.filter(({ secret }) => secret !== card.secret);
    });
    lock.cards = lock.cards.filter((each) => each !== card);
  },
};

/** Changes the times of a card, which cannot be made permanent. */
export const cardChangePeriod: Endpoint = {
  path: '/v3/identityCard/changePeriod',
  method: 'POST',
  extra: true,
  access: 'account',
  shape: 'result',
  async run(call, account) {
    const { parameters } = call;
    const cardId = parameters.integer('cardId');
    const dates = { startDate: parameters.integer('startDate'), endDate: parameters.integer('endDate') };
    const lock = writtenLock(call, account);
    const card = cardOf(lock, cardId);
    const way = wayOf(parameters.optionalInteger('changeType'));
    if (dates.startDate < 0 || dates.endDate <= dates.startDate) throw new PlatformError(-3);
    await writeToLock(call, lock, way, () => {
      const present = lock.cardsInLock.find(({ secret }) => secret === card.secret);
      if (present) Object.assign(present, dates);
      else lock.cardsInLock.push({ ...card, ...dates });
    });
    Object.assign(card, dates);
  },
};

function cardOf(lock: LockState, cardId: number): Token {
  const card = lock.cards.find(({ id }) => id === cardId);
  if (!card) throw new PlatformError(-1021);
  return card;
}
