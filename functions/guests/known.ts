/** The fields of a stored document that this release knows. Those of a newer one are kept, and have no types. */
export type Known<T> = T extends readonly (infer Item)[]
  ? readonly Known<Item>[]
  : T extends object
    ? { readonly [Field in keyof T as string extends Field ? never : Field]: Known<T[Field]> }
    : T;
