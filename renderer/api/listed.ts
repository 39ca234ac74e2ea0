import { type Listing, unpackIds } from '../../electron/contract/order.ts';
import { dayNumber } from '../../electron/contract/query/days.ts';
import type { Image, ImageId } from '../../electron/contract/records.ts';

/** Part of a list under one heading; the day is null where the order is not by time. */
export type Section = Readonly<{ day: number | null; from: number; count: number }>;
/** The ids of a query in order, and where the days begin. */
export type Listed = Readonly<{ ids: readonly ImageId[]; sections: readonly Section[] }>;

export const emptyList: Listed = { ids: [], sections: [] };

export const toListed = ({ sections }: Listing): Listed => {
  const ids: ImageId[] = [];
  const parts: Section[] = [];
  for (const { day, ids: packed } of sections) {
    const here = unpackIds(packed);
    parts.push({ day, from: ids.length, count: here.length });
    for (const id of here) ids.push(id);
  }
  return { ids, sections: parts };
};

/** Sections of these counts, those with nothing in them left out. */
const placed = (sections: readonly Readonly<{ day: number | null; count: number }>[]): Section[] => {
  let from = 0;
  return sections
    .filter(({ count }) => count > 0)
    .map(({ day, count }) => {
      from += count;
      return { day, count, from: from - count };
    });
};

/** The whole library, newest first, with one more picture at its head. */
export const withNewest = (listed: Listed, image: Image): Listed => {
  const { ids, sections } = without(listed, new Set([image.id]));
  const day = dayNumber(new Date(image.createdAt));
  const [first, ...rest] = sections;
  const head = first?.day === day ? [{ day, count: first.count + 1 }, ...rest] : [{ day, count: 1 }, ...sections];
  return { ids: [image.id, ...ids], sections: placed(head) };
};

/** A list without these pictures. */
export const without = (listed: Listed, gone: ReadonlySet<ImageId>): Listed => {
  const ids = listed.ids.filter((id) => !gone.has(id));
  if (ids.length === listed.ids.length) return listed;
  const sections = listed.sections.map(({ day, from, count }) => ({
    day,
    count: listed.ids.slice(from, from + count).filter((id) => !gone.has(id)).length,
  }));
  return { ids, sections: placed(sections) };
};
