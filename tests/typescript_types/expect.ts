// What a type-level test is written with.

/** Whether two types are one: `readonly`, `?` and `any` make a difference. */
export type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Compiles for `true` alone. */
export type Expect<T extends true> = T;

/** Whether every member of a type is read only. */
export type IsReadonly<T> = Equal<T, { readonly [K in keyof T]: T[K] }>;

/** Whether no member of a type is read only. */
export type IsMutable<T> = Equal<T, { -readonly [K in keyof T]: T[K] }>;
