// What `readonly: true` adds to the promises of the generated types.

import type { Equal, Expect, IsReadonly } from "./expect.js";
import type { Anything, Cat, Dog, Labels, Legacy, Nothing } from "./typescript/index.js";
import type { Pet, Settings, Status, Text, Tree, operations } from "./typescript/index.js";
import type { Mood } from "./typescript/index.js";
import type { Origin } from "./typescript/operations.js";

export type Fields = [
  Expect<
    Equal<
      Pet,
      {
        readonly id: string;
        readonly born: string;
        readonly status: Status;
        readonly mood?: Mood;
        readonly legs?: number;
        readonly owner: string | null;
        readonly chip?: string | null;
        readonly tags?: readonly string[];
        readonly grid?: readonly (readonly number[])[];
        readonly sizes?: { readonly [key: string]: number };
        readonly friends?: { readonly [key: string]: readonly Pet[] };
        readonly more?: unknown;
        readonly name?: string;
      }
    >
  >,
  Expect<IsReadonly<Pet>>,
  Expect<IsReadonly<Cat>>,
  Expect<IsReadonly<Dog>>,
  Expect<IsReadonly<Legacy>>,
  Expect<IsReadonly<Settings>>,
  Expect<
    Equal<Tree, { readonly parent?: Tree | null; readonly children: readonly Tree[] }>
  >,
  Expect<
    Equal<
      operations.GetPet,
      { readonly pet: Pet; readonly history?: readonly Status[]; readonly origin?: Origin }
    >
  >,
  Expect<Equal<Text, string | readonly Text[] | { readonly [key: string]: Text }>>,
  Expect<Equal<Labels, { readonly id: string; readonly [key: string]: number | string }>>,
  Expect<Equal<Anything, { readonly [key: string]: unknown }>>,
  Expect<Equal<Nothing, { readonly [key: string]: never }>>,
];

export function cannotChange(pet: Pet, labels: Labels): void {
  // @ts-expect-error
  pet.id = "pet_2";
  // @ts-expect-error
  delete pet.mood;
  // @ts-expect-error
  pet.tags?.push("new");
  // @ts-expect-error
  pet.grid?.[0]?.push(1);
  // @ts-expect-error
  if (pet.sizes) pet.sizes["paw"] = 1;
  // @ts-expect-error
  pet.friends?.["best"]?.push(pet);
  // @ts-expect-error
  labels["size"] = 1;
}

// What cannot change can still be made: of what can, and of a constant.
const constant = {
  id: "pet_1",
  born: "2024-01-01",
  status: "sold",
  owner: null,
  tags: ["a"],
  grid: [[1]],
} as const;
const given: { tags: string[] } = { tags: [] };
export const made: Pet[] = [constant, { ...constant, ...given }];
