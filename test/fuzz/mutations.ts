import fc from 'fast-check';
import { hostileText, hostileValue, jsonOf } from './values.ts';

type Operation = 'replace' | 'delete' | 'add' | 'wrap' | 'repeat';

/** One change of one place in a JSON value. */
interface Mutation {
  readonly at: number;
  readonly operation: Operation;
  readonly key: string;
  readonly value: unknown;
}

/** Changes of a JSON value; often none, so that valid requests are among the inputs. */
export const mutations: fc.Arbitrary<Mutation[]> = fc.array(
  fc.record({
    at: fc.nat(10_000),
    operation: fc.constantFrom<Operation>('replace', 'replace', 'delete', 'add', 'wrap', 'repeat'),
    key: hostileText,
    value: hostileValue,
  }),
  { maxLength: 3 },
);

interface Place {
  readonly holder: Record<string, unknown> | unknown[];
  readonly key: string;
}

/** Returns a changed copy of a JSON value. */
export function mutated(base: unknown, changes: readonly Mutation[]): unknown {
  const root: Record<string, unknown> = { value: structuredClone(base) };
  for (const change of changes) {
    const places = placesIn(root);
    const place = places[change.at % places.length];
    // A copy: a later change within it must not make a circle.
    if (place !== undefined) apply(place, { ...change, value: structuredClone(change.value) });
  }
  return root['value'];
}

function apply({ holder, key }: Place, { operation, key: newKey, value }: Mutation): void {
  const here = Object.getOwnPropertyDescriptor(holder, key)?.value;
  const put = (target: object, name: string, put: unknown) =>
    Object.defineProperty(target, name, { value: put, configurable: true, enumerable: true, writable: true });
  if (operation === 'delete') delete (holder as Record<string, unknown>)[key];
  else if (operation === 'replace') put(holder, key, value);
  else if (operation === 'wrap') put(holder, key, [here]);
  else if (operation === 'repeat') put(holder, key, Array.isArray(here) ? [...here, ...here] : [here, here]);
  else if (Array.isArray(here)) here.push(value);
  else if (typeof here === 'object' && here !== null) put(here, newKey.slice(0, 100), value);
  else put(holder, key, value);
}

function placesIn(root: Record<string, unknown>): Place[] {
  const places: Place[] = [];
  const visit = (holder: Place['holder'], depth: number) => {
    for (const key of Object.keys(holder)) {
      if (key === 'length' || places.length > 500) continue;
      places.push({ holder, key });
      const value = Object.getOwnPropertyDescriptor(holder, key)?.value;
      if (typeof value === 'object' && value !== null && depth < 12) visit(value, depth + 1);
    }
  };
  visit(root, 0);
  return places;
}

/** Changes of text: where, and what. */
interface TextMutation {
  readonly at: number;
  readonly cut: number;
  readonly put: string;
}

/** Changes of text; mostly none. */
export const textMutations: fc.Arbitrary<readonly TextMutation[]> = fc.oneof(
  { weight: 4, arbitrary: fc.constant([]) },
  {
    weight: 1,
    arbitrary: fc.array(
      fc.record({ at: fc.nat(2000), cut: fc.oneof(fc.nat(3), fc.nat(2000)), put: hostileText }),
      { minLength: 1, maxLength: 3 },
    ),
  },
);

/** Returns text with pieces cut out and put in. */
export function mutatedText(text: string, changes: readonly TextMutation[]): string {
  return changes.reduce((before, { at, cut, put }) => {
    const from = at % (before.length + 1);
    return before.slice(0, from) + put + before.slice(from + cut);
  }, text);
}

/** JSON of one of several bases, changed as value and as text. */
export function hostileJson(bases: readonly unknown[]): fc.Arbitrary<string> {
  return fc.oneof(
    {
      weight: 9,
      arbitrary: fc
        .tuple(fc.constantFrom(...bases), mutations, textMutations)
        .map(([base, changes, pieces]) => mutatedText(jsonOf(mutated(base, changes)), pieces)),
    },
    { weight: 1, arbitrary: hostileValue.map(jsonOf) },
    { weight: 1, arbitrary: hostileText },
  );
}

/** Changes of the fields of a form. */
interface FieldMutation {
  readonly at: number;
  readonly operation: 'set' | 'delete' | 'repeat' | 'add';
  readonly name: string;
  readonly value: string;
}

/** Changes of a form; often none. */
export const fieldMutations: fc.Arbitrary<FieldMutation[]> = fc.array(
  fc.record({
    at: fc.nat(100),
    operation: fc.constantFrom<FieldMutation['operation']>('set', 'set', 'delete', 'repeat', 'add'),
    name: hostileText,
    value: hostileText,
  }),
  { maxLength: 3 },
);

/** Returns a form as it is sent, with changed fields. */
export function mutatedForm(
  fields: readonly (readonly [string, string])[],
  changes: readonly FieldMutation[],
): string {
  const all = fields.map(([name, value]): [string, string] => [name, value]);
  for (const { at, operation, name, value } of changes) {
    const index = all.length === 0 ? 0 : at % all.length;
    const [here = name, now = ''] = all[index] ?? [];
    if (operation === 'set') all[index] = [here, value];
    else if (operation === 'delete') all.splice(index, 1);
    else all.push(operation === 'repeat' ? [here, now] : [name, value]);
  }
  return new URLSearchParams(
    all.map(([name, value]): [string, string] => [name.toWellFormed(), value.toWellFormed()]),
  ).toString();
}
