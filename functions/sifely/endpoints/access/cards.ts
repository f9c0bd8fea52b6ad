import * as v from 'valibot';
import type { Card, NewCard } from '../../../guests/access-cards.ts';
import type { Period, Way, WayNow } from '../../../guests/access-terms.ts';
import type { CallOptions } from '../../../locks/lock-cloud.ts';
import { defined } from '../../defined.ts';
import type { EndpointContext } from '../../endpoint-context.ts';
import {
  decimalId,
  optionalDigits,
  optionalName,
  optionalTime,
  optionalWholeNumber,
} from '../../http/field-schemas.ts';
import { readPayload, readSuccess } from '../../http/read-payload.ts';
import { lockQuery } from '../lock-id.ts';
import { itemKey, readPages } from '../read-list.ts';
import { accessStatus } from './access-status.ts';
import { optionalCall } from './optional-call.ts';
import { idValue, periodQuery, sendChange, wayValue, wrongInput } from './send-change.ts';

const LIST = '/v3/identityCard/list';
const DELETE = '/v3/identityCard/delete';
const CHANGE_PERIOD = '/v3/identityCard/changePeriod';

/** By the order of the number's bytes: the second turns them round before the lock gets them. */
const ADD = {
  lock: '/v3/identityCard/add',
  reader: '/v3/identityCard/addForReversedCardNumber',
} as const satisfies Record<NewCard['readBy'], string>;

const RECURRING = 4;

const cardSchema = v.object({
  cardId: decimalId,
  cardNumber: optionalDigits,
  cardName: optionalName,
  cardType: optionalWholeNumber,
  startDate: optionalTime,
  endDate: optionalTime,
  status: optionalWholeNumber,
  senderUsername: optionalName,
});

const addedSchema = v.object({ cardId: decimalId });

/**
 * Lists all cards of a lock: `GET /v3/identityCard/list`, `lockId`, `pageNo`, `pageSize`; a page of cards (Sifely's index "Get IC
 * card list"; path and fields by the TTLock platform). A cloud read. Rejects rather than list a part.
 */
export async function cards(context: EndpointContext, lockId: string, options: CallOptions): Promise<Card[]> {
  const list = {
    endpoint: LIST,
    method: 'GET',
    query: lockQuery(lockId, LIST),
    schema: cardSchema,
    maxPages: 100,
    beyond: 'fail',
    key: itemKey('cardId'),
  } as const;
  const listed = await readPages(context, list, options);
  return listed.map((card) =>
    defined({
      id: card.cardId,
      number: card.cardNumber,
      name: card.cardName,
      isRecurring: card.cardType === RECURRING,
      from: card.startDate,
      until: card.endDate,
      status: accessStatus(card.status),
      sender: card.senderUsername,
    }),
  );
}

/**
 * Adds a card and returns its id: `POST /v3/identityCard/addForReversedCardNumber` for the number of a USB reader,
 * `POST /v3/identityCard/add` for that of a lock; `lockId`, `cardNumber` (decimal digits), `cardName`, `startDate`, `endDate` (ms; 0
 * and 0 permanent), `addType`; replies `{"cardId"}`. Errors: -4056 lock full, those of gateways (Sifely's index "Assigns IC
 * card"; TTLock platform, page on cards).
 */
export async function addCard(
  context: EndpointContext,
  lockId: string,
  card: NewCard,
  way: Way,
  options: CallOptions,
): Promise<string> {
  const { number, readBy, name, period } = card;
  const endpoint = ADD[readBy];
  if (!/^\d{1,20}$/.test(number)) throw wrongInput(endpoint, 'a card number of other than 1 to 20 digits');
  const query = {
    ...lockQuery(lockId, endpoint),
    cardNumber: number,
    ...(name === undefined ? {} : { cardName: name }),
    ...(period ? periodQuery(period, endpoint) : { startDate: '0', endDate: '0' }),
    addType: wayValue(way),
  };
  const { cardId } = await sendChange(context, { endpoint, query, read: readPayload(addedSchema) }, options);
  return cardId;
}

/**
 * Removes a card: `POST /v3/identityCard/delete`, `lockId`, `cardId`, `deleteType`; replies `errcode` 0. Errors: -1021 no such
 * card, those of gateways (Sifely's index "Delete a IC card from a lock"; path by the TTLock platform).
 */
export async function deleteCard(
  context: EndpointContext,
  lockId: string,
  cardId: string,
  way: WayNow,
  options: CallOptions,
): Promise<void> {
  const query = {
    ...lockQuery(lockId, DELETE),
    cardId: idValue(cardId, DELETE),
    deleteType: wayValue(way),
  };
  await sendChange(context, { endpoint: DELETE, query, read: readSuccess }, options);
}

/**
 * Changes when a card opens: `POST /v3/identityCard/changePeriod`, `lockId`, `cardId`, `startDate`, `endDate` (ms, both),
 * `changeType`; replies `errcode` 0 (TTLock platform; Sifely's index does not name it). Rejects with `not-supported` where Sifely
 * does not have it.
 */
export async function changeCardPeriod(
  context: EndpointContext,
  lockId: string,
  cardId: string,
  { period, way }: { readonly period: Period; readonly way: WayNow },
  options: CallOptions,
): Promise<void> {
  const query = {
    ...lockQuery(lockId, CHANGE_PERIOD),
    cardId: idValue(cardId, CHANGE_PERIOD),
    ...periodQuery(period, CHANGE_PERIOD),
    changeType: wayValue(way),
  };
  const change = { endpoint: CHANGE_PERIOD, query, read: readSuccess } as const;
  await optionalCall(context, CHANGE_PERIOD, () => sendChange(context, change, options));
}
