// What the generated types promise to those who use them. Nothing here is run: it compiles, and
// each line below a `@ts-expect-error` does not, or the test fails.

import type { Equal, Expect, IsMutable } from "./expect.js";
import { DogKind, Level, Mood, Status, operations } from "./typescript/index.js";
import type {
  Animal,
  Anything,
  Cat,
  Dog,
  Labels,
  Legacy,
  LegacyId,
  LegacyStatus,
  Nothing,
  Pet,
  Settings,
  Text,
  Tree,
} from "./typescript/index.js";
import type { Origin } from "./typescript/operations.js";

declare const pet: Pet;
const born = "2024-01-01T00:00:00Z";
const whole = { id: "pet_1", born, status: "sold", owner: null } satisfies Pet;

// Each field has its type, and may be absent, null, or neither.
export type Fields = [
  Expect<
    Equal<
      Pet,
      {
        id: string;
        born: string;
        status: Status;
        mood?: Mood;
        legs?: number;
        owner: string | null;
        chip?: string | null;
        tags?: string[];
        grid?: number[][];
        sizes?: { [key: string]: number };
        friends?: { [key: string]: Pet[] };
        more?: unknown;
        name?: string;
      }
    >
  >,
  Expect<IsMutable<Pet>>,
  Expect<Equal<Settings, { theme?: "dark" | "light" }>>,
  Expect<Equal<Tree, { parent?: Tree | null; children: Tree[] }>>,
  Expect<Equal<Cat, { kind: "cat"; lives: number }>>,
  Expect<Equal<Dog, { kind: "dog" | "wolf"; bark: string }>>,
  Expect<Equal<operations.GetPet, { pet: Pet; history?: Status[]; origin?: Origin }>>,
  Expect<Equal<Legacy, { status?: LegacyStatus; id?: LegacyId }>>,
  Expect<Equal<LegacyStatus, "on" | "off">>,
  Expect<Equal<LegacyId, string | number>>,
];

// A field that may be absent is neither `undefined` nor null, unless the page says so.
// @ts-expect-error
export const undefinedLegs: Pet = { ...whole, legs: undefined };
// @ts-expect-error
export const nullLegs: Pet = { ...whole, legs: null };
export const nullChip: Pet = { ...whole, chip: null };
// @ts-expect-error
export const undefinedChip: Pet = { ...whole, chip: undefined };
// @ts-expect-error
export const noId: Pet = { born, status: "sold", owner: null };
// @ts-expect-error
export const noOwner: Pet = { id: "pet_1", born, status: "sold" };
// @ts-expect-error: a key that no page declares
export const extraKey: Pet = { ...whole, extra: 1 };

// What is of any type has to be looked at first: `unknown`, never `any`.
// @ts-expect-error
pet.more.length;
// @ts-expect-error
export const text: string = pet.more;
export const rounded = typeof pet.more === "number" ? pet.more.toFixed() : "";

// A union is told apart by its tag, be it a literal or an enum's value.
export function describe(animal: Animal): string | number {
  switch (animal.kind) {
    case "cat":
      return animal satisfies Cat, animal.lives;
    case DogKind.Dog:
    case DogKind.Wolf:
      return animal satisfies Dog, animal.bark;
    default:
      return animal satisfies never;
  }
}
export function forgetful(animal: Animal): string | number {
  switch (animal.kind) {
    case "cat":
      return animal.lives;
    case "dog":
      return animal.bark;
    default:
      // @ts-expect-error: the wolf is left
      return animal satisfies never;
  }
}
export type Unions = [
  Expect<Equal<Animal, Cat | Dog>>,
  Expect<Equal<Animal["kind"], "cat" | "dog" | "wolf">>,
  Expect<Equal<Extract<Animal, { kind: "cat" }>, Cat>>,
];
// @ts-expect-error: what a dog has, under the tag of a cat
export const barkingCat: Animal = { kind: "cat", bark: "woof" };

// An enum is an object whose names are checked and whose values are exact.
export const byName = Status satisfies Record<string, Status>;
export const byValue = { available: 1, "on-hold": 2, sold: 3 } satisfies Record<Status, number>;
// @ts-expect-error: one is missing
export const fewByValue = { available: 1, sold: 3 } satisfies Record<Status, number>;
export const all: Status[] = Object.values(Status);
export const exact: "on-hold" = Status.OnHold;
// @ts-expect-error: not one of its values
export const wrongStatus: Status = "lost";
// @ts-expect-error: the object does not change
Status.Sold = "sold";
export type Enums = [
  Expect<Equal<Status, "available" | "on-hold" | "sold">>,
  Expect<Equal<keyof typeof Status, "Available" | "OnHold" | "Sold">>,
  Expect<Equal<DogKind, "dog" | "wolf">>,
  Expect<Equal<Origin, "shop" | "web">>,
  Expect<Equal<typeof operations.Origin.Web, "web">>,
  Expect<Equal<typeof LegacyStatus.On, "on">>,
];
export function price(status: Status): number {
  switch (status) {
    case Status.Available:
      return 1;
    case Status.OnHold:
    case Status.Sold:
      return 0;
    default:
      return status satisfies never;
  }
}

// An open enum takes any value of its kind, and still is not just a string: its values stay known.
export const unheardOf: Mood = "sleepy";
export const known: Mood = Mood.Calm;
export const unheardOfLevel: Level = 3;
// @ts-expect-error
export const wrongMood: Mood = 1;
// @ts-expect-error
export const wrongLevel: Level = "1";
export type OpenEnums = [
  Expect<Equal<Mood, "calm" | "wild" | (string & {})>>,
  Expect<Equal<Extract<Mood, "calm" | "wild">, "calm" | "wild">>,
  Expect<Equal<Level, 1 | 2 | (number & {})>>,
  Expect<Equal<typeof Mood, { readonly Calm: "calm"; readonly Wild: "wild" }>>,
  Expect<Equal<typeof Level, { readonly Low: 1; readonly High: 2 }>>,
];

// Whether a key is in a map is not known beforehand.
export const size: number | undefined = pet.sizes?.["paw"];
// @ts-expect-error
export const sureSize: number = (pet.sizes ?? {})["paw"];
export const friend = pet.friends?.["best"]?.[0]?.friends?.["best"]?.[0]?.id;
// @ts-expect-error
export const wrongSize: Pet = { ...whole, sizes: { paw: "4" } };

// Types that lead back to themselves, through fields, arrays and maps.
export const tree: Tree = { children: [{ parent: null, children: [] }] };
export const nested: Text = ["a", { b: [["c"]] }];
// @ts-expect-error
export const numbers: Text = ["a", { b: [1] }];
export type Recursion = [Expect<Equal<Text, string | Text[] | { [key: string]: Text }>>];

// Keys that no field declares: of one type, of any type, or none at all.
declare const labels: Labels;
export type OtherKeys = [
  Expect<Equal<Labels, { id: string; [key: string]: number | string }>>,
  Expect<Equal<Labels["id"], string>>,
  Expect<Equal<Anything, { [key: string]: unknown }>>,
  Expect<Equal<Nothing, { [key: string]: never }>>,
];
export const label: number | string | undefined = labels["size"];
// @ts-expect-error
export const sureLabel: number | string = labels["size"];

// Everything else can be changed.
export function change(changed: Pet): void {
  changed.id = "pet_2";
  changed.tags?.push("new");
  delete changed.mood;
  // @ts-expect-error: it is required
  delete changed.owner;
}
