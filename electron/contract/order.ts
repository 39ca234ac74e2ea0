import { z } from 'zod';
import { LibraryQuery } from './query/library-query.ts';
import { ImageId } from './ids.ts';

const name = z
  .string()
  .trim()
  .min(1, 'a name is not empty')
  .max(100, 'a name has at most 100 characters')
  // a line break or a control character has no place in a name
  .regex(/^\P{Cc}*$/u, 'a name is one line');

export const Rating = z.int().min(0).max(5);

/** Pictures that something is done with: these, or whatever a query finds at that moment. */
export const Selection = z.union([z.strictObject({ ids: z.array(ImageId).max(200_000) }), z.strictObject({ query: LibraryQuery })]);
export type Selection = z.output<typeof Selection>;

/** One change to every picture of a selection. A tag or collection that does not exist is made; names differ by more than case. */
export const Change = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('rating'), rating: Rating }),
  z.strictObject({ kind: z.literal('favourite'), favourite: z.boolean() }),
  z.strictObject({ kind: z.literal('addTag'), tag: name }),
  z.strictObject({ kind: z.literal('removeTag'), tag: name }),
  z.strictObject({ kind: z.literal('addToCollection'), collection: name }),
  z.strictObject({ kind: z.literal('removeFromCollection'), collection: name }),
]);
export type Change = z.output<typeof Change>;

/** How many pictures became different, and what `images.undo` takes to make them as they were; null where nothing changed. */
export const Changed = z.strictObject({ count: z.int(), undo: z.int().nullable() });
export type Changed = z.output<typeof Changed>;

/** The ids of a query in order, 36 characters each without anything between, in sections; `day` (20260131) is null where the order is not by time. */
export const Listing = z.strictObject({
  count: z.int(),
  sections: z.array(z.strictObject({ day: z.int().nullable(), ids: z.string() })),
});
export type Listing = z.output<typeof Listing>;

const idLength = 36;
export const packIds = (ids: readonly ImageId[]): string => ids.join('');
export const unpackIds = (packed: string): ImageId[] =>
  // packed by the host out of ids
  Array.from({ length: packed.length / idLength }, (_, n) => packed.slice(n * idLength, (n + 1) * idLength) as ImageId);

export const facetNames = ['model', 'sampler', 'size', 'rating', 'favourite', 'tag', 'collection', 'month', 'day', 'seed'] as const;
export type FacetName = (typeof facetNames)[number];
const Counts = z.array(z.strictObject({ value: z.string(), count: z.int() }));
/** How many pictures of a query have which value; the most frequent first, ratings and dates from the highest down, at most 400 each. Seeds only where several pictures share one. */
export const Facets = z.strictObject({ count: z.int(), facets: z.record(z.enum(facetNames), Counts) });
export type Facets = z.output<typeof Facets>;

/** Pictures put together by hand, in the order in which they came. */
export const Collection = z.strictObject({ name, count: z.int(), cover: ImageId.nullable() });
export type Collection = z.output<typeof Collection>;

export const SavedSearch = z.strictObject({ name, query: LibraryQuery });
export type SavedSearch = z.output<typeof SavedSearch>;

/** A picture that this one was made from, or that was made from this one; null where it is not in the library. `step` is that of a branch. */
export const Kin = z.strictObject({
  how: z.enum(['source', 'mask', 'branch', 'again', 'vary', 'second-pass', 'enlarged']),
  step: z.int().nullable(),
  image: ImageId.nullable(),
});
export const Lineage = z.strictObject({ parents: z.array(Kin), children: z.array(Kin) });
export type Kin = z.output<typeof Kin>;
export type Lineage = z.output<typeof Lineage>;

/** Pictures that look like one, by the bits of 64 in which their hashes differ, the most alike first; `pending` were not looked at yet (50 and more are 50). */
export const Alike = z.strictObject({ alike: z.array(z.strictObject({ id: ImageId, distance: z.int() })), pending: z.int() });
export type Alike = z.output<typeof Alike>;

export const Rename = z.strictObject({ from: name, to: name });
export const Name = name;
