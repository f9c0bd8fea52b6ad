import type { catalogue } from './texts/en.ts';

type English = typeof catalogue;

/** A folder of texts. */
export type Namespace = keyof English;

/** The texts of one language. */
export type Catalogue = { readonly [N in Namespace]: Readonly<Record<keyof English[N], string>> };

/** The name of a text: its folder, a dot, and its key there. */
export type TextKey = { [N in Namespace]: `${N}.${keyof English[N] & string}` }[Namespace];

/** The keys of one folder. */
export type KeyIn<N extends Namespace> = Extract<TextKey, `${N}.${string}`>;

/** The keys of texts that are complete by themselves. */
export type TextWithoutValues = {
  [Key in TextKey]: ValuesOf<Key, never, never> extends [] ? Key : never;
}[TextKey];

/** The English text of a key. */
type EnglishOf<Key extends TextKey> = Key extends `${infer N}.${infer Rest}`
  ? N extends Namespace
    ? Rest extends keyof English[N]
      ? English[N][Rest]
      : never
    : never
  : never;

/** The names of `{arguments}`. A branch of a plural must not be one word alone: `{lock}` would be taken for an argument. */
type ArgumentNames<Text> = Text extends `${string}{${infer Rest}`
  ? NameIn<Rest> | ArgumentNames<Rest>
  : never;

type NameIn<Rest> = Rest extends `${infer Inside}}${string}`
  ? Inside extends `${infer Name},${string}`
    ? IfName<Name>
    : IfName<Inside>
  : never;

type IfName<Name extends string> = Name extends '' | `${string}${' ' | '#' | '<' | '.' | '{'}${string}`
  ? never
  : Name;

/** The names of `<tags>`. */
type TagNames<Text> = Text extends `${string}<${infer Rest}`
  ? Rest extends `${infer Tag}>${infer After}`
    ? (Tag extends `/${string}` ? never : Tag) | TagNames<After>
    : never
  : never;

/** The parameters after the key of a text that takes arguments of type `Argument` and functions of type `Tag`. Tags of `Known` need none. */
export type ValuesOf<Key extends TextKey, Argument, Tag, Known extends string = never> = [
  ArgumentNames<EnglishOf<Key>> | Exclude<TagNames<EnglishOf<Key>>, Known>,
] extends [never]
  ? []
  : [
      values: { readonly [Name in ArgumentNames<EnglishOf<Key>>]: Argument } & {
        readonly [Name in Exclude<TagNames<EnglishOf<Key>>, Known>]: Tag;
      },
    ];
