import type { FirestoreDocument } from './documents.ts';
import { GoogleApiError } from './google-failure.ts';
import { arrayOf, enumOf, type JsonObject, objectOf, textOf } from './json-shape.ts';
import { compareValues, type FirestoreValue, typedValue } from './values.ts';

// https://firebase.google.com/docs/firestore/reference/rest/v1/StructuredQuery
const KNOWN = ['select', 'from', 'where', 'orderBy', 'startAt', 'endAt', 'limit'];
const OPERATORS = [
  'OPERATOR_UNSPECIFIED',
  'LESS_THAN',
  'LESS_THAN_OR_EQUAL',
  'GREATER_THAN',
  'GREATER_THAN_OR_EQUAL',
  'EQUAL',
];
const DIRECTIONS = ['DIRECTION_UNSPECIFIED', 'ASCENDING', 'DESCENDING'];

interface Order {
  readonly path: string;
  /** 1 or -1. */
  readonly sign: number;
}

/** Runs a structured query over the documents of one collection. Refuses whatever is not simulated. */
export function runQuery(
  parent: string,
  value: unknown,
  documents: readonly FirestoreDocument[],
): FirestoreDocument[] {
  const query = objectOf(value, 'structuredQuery', KNOWN);
  const selected = selectionOf(selectedFields(query['select']));
  const inCollection = collectionOf(parent, query['from']);
  const matches = filterOf(query['where']);
  const orders = ordersOf(query['orderBy']);
  const placeOf = cursorOf('startAt', query['startAt'], orders);
  const endOf = cursorOf('endAt', query['endAt'], orders);
  return documents
    .filter((document) => inCollection(document) && matches(document))
    .filter((document) => orders.every(({ path }) => fieldOf(document, path) !== undefined))
    .filter((document) => placeOf(document, 1) > 0 && endOf(document, -1) < 0)
    .sort((one, two) => compareBy(orders, one, (path) => fieldOf(two, path)))
    .slice(0, limitOf(query['limit']))
    .map(selected);
}

function selectedFields(value: unknown): readonly string[] | undefined {
  if (value === undefined) return undefined;
  const { fields } = objectOf(value, 'select', ['fields']);
  return arrayOf(fields, 'select.fields').map((field, index) => pathOf(field, `select.fields[${index}]`));
}

/** Returns a function that takes the selected fields of a document, or all. */
export function selectionOf(
  paths: readonly string[] | undefined,
): (document: FirestoreDocument) => FirestoreDocument {
  if (paths === undefined) return (document) => document;
  if (paths.length === 0) throw new GoogleApiError('UNIMPLEMENTED', 'The simulator selects fields by name');
  return (document) => ({
    ...document,
    fields: Object.fromEntries(Object.entries(document.fields).filter(([name]) => paths.includes(name))),
  });
}

function fieldOf(document: FirestoreDocument, path: string): FirestoreValue | undefined {
  return path === '__name__' ? { referenceValue: document.name } : document.fields[path];
}

function collectionOf(parent: string, value: unknown): (document: FirestoreDocument) => boolean {
  const [from, ...more] = arrayOf(value, 'from');
  if (more.length > 0) throw new GoogleApiError('UNIMPLEMENTED', 'The simulator queries one collection');
  const { collectionId } = objectOf(from, 'from[0]', ['collectionId']);
  const prefix = `${parent}/${textOf(collectionId, 'from[0].collectionId')}/`;
  return ({ name }) => name.startsWith(prefix);
}

function filterOf(value: unknown): (document: FirestoreDocument) => boolean {
  if (value === undefined) return () => true;
  const { fieldFilter } = objectOf(value, 'where', ['fieldFilter']);
  const filter = objectOf(fieldFilter, 'where.fieldFilter', ['field', 'op', 'value']);
  const path = pathOf(filter['field'], 'where.fieldFilter.field');
  const operator = OPERATORS[enumOf(filter['op'], 'where.fieldFilter.op', OPERATORS)];
  const limit = typedValue(filter['value'], 'where.fieldFilter.value');
  return (document) => {
    const field = fieldOf(document, path);
    const order = field && compareValues(field, limit);
    if (order === undefined) return false;
    switch (operator) {
      case 'LESS_THAN':
        return order < 0;
      case 'LESS_THAN_OR_EQUAL':
        return order <= 0;
      case 'GREATER_THAN':
        return order > 0;
      case 'GREATER_THAN_OR_EQUAL':
        return order >= 0;
      case 'EQUAL':
        return order === 0;
      default:
        throw new GoogleApiError('INVALID_ARGUMENT', 'where.fieldFilter.op is unspecified');
    }
  };
}

function ordersOf(value: unknown): Order[] {
  const orders = arrayOf(value, 'orderBy').map((item, index) => {
    const where = `orderBy[${index}]`;
    const order = objectOf(item, where, ['field', 'direction']);
    const direction = enumOf(order['direction'] ?? 'ASCENDING', `${where}.direction`, DIRECTIONS);
    return { path: pathOf(order['field'], `${where}.field`), sign: direction === 2 ? -1 : 1 };
  });
  // Firestore breaks ties by name, in the direction of the last order.
  const last = orders.at(-1);
  return last?.path === '__name__' ? orders : [...orders, { path: '__name__', sign: last?.sign ?? 1 }];
}

/** Returns a function that gives the side of a cursor on which a document is: -1 in front, 1 behind; `otherwise` without a cursor. */
function cursorOf(
  name: string,
  value: unknown,
  orders: readonly Order[],
): (document: FirestoreDocument, otherwise: number) => number {
  if (value === undefined) return (_document, otherwise) => otherwise;
  const cursor = objectOf(value, name, ['values', 'before']);
  const values = arrayOf(cursor['values'], `${name}.values`).map((item, index) =>
    typedValue(item, `${name}.values[${index}]`),
  );
  if (values.length > orders.length) {
    throw new GoogleApiError('INVALID_ARGUMENT', `${name} has more values than the query has orders`);
  }
  const compared = orders.slice(0, values.length);
  return (document) => {
    const order = compareBy(compared, document, (_path, index) => values[index]);
    return order === 0 ? (cursor['before'] === true ? 1 : -1) : order;
  };
}

function compareBy(
  orders: readonly Order[],
  document: FirestoreDocument,
  other: (path: string, index: number) => FirestoreValue | undefined,
): number {
  for (const [index, { path, sign }] of orders.entries()) {
    const one = fieldOf(document, path);
    const two = other(path, index);
    const order = one && two && compareValues(one, two);
    if (order === undefined) {
      throw new GoogleApiError('UNIMPLEMENTED', `The simulator cannot order ${path} of mixed types`);
    }
    if (order !== 0) return order * sign;
  }
  return 0;
}

function limitOf(value: unknown): number {
  if (value === undefined) return Number.POSITIVE_INFINITY;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw new GoogleApiError('INVALID_ARGUMENT', 'limit must be a whole number');
}

function pathOf(value: unknown, where: string): string {
  const reference: JsonObject = objectOf(value, where, ['fieldPath']);
  return textOf(reference['fieldPath'], `${where}.fieldPath`);
}
