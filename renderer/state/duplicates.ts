import type { Image, ImageId } from '../../electron/contract/records.ts';

export type Fate = 'stays' | 'goes';
/** What was decided of pictures that look alike; of the others nothing was decided yet. */
export type Fates = ReadonlyMap<ImageId, Fate>;
export type Group = readonly ImageId[];

/** What counts in favour of a picture, the weightiest first: its file is there, liked, rated, larger, older. */
const worth = ({ missing, favourite, rating, width, height, createdAt }: Image): readonly number[] => [
  missing ? 0 : 1,
  favourite ? 1 : 0,
  rating,
  width * height,
  -createdAt,
];

/** Pictures that look alike, the one to keep first. */
export const bestFirst = (images: readonly Image[]): Image[] =>
  images.toSorted((a, b) => {
    const [one, other] = [worth(a), worth(b)];
    const at = one.findIndex((value, n) => value !== other[n]);
    return at < 0 ? 0 : (other[at] ?? 0) - (one[at] ?? 0);
  });

/** Which of a group stay. Nothing decided: the first. Else all but those that go, also one that looks alike only since; and always one. */
export const staying = (group: Group, fates: Fates): ReadonlySet<ImageId> => {
  const undecided = !group.some((id) => fates.has(id));
  const stay = undecided ? [] : group.filter((id) => fates.get(id) !== 'goes');
  return new Set(stay.length > 0 ? stay : group.slice(0, 1));
};

/** All that go. */
export const going = (groups: readonly Group[], fates: Fates): ImageId[] =>
  groups.flatMap((group) => {
    const stay = staying(group, fates);
    return group.filter((id) => !stay.has(id));
  });

/** Decides that these of a group stay, and the others go. */
export const keepOnly = (group: Group, stay: ReadonlySet<ImageId>, fates: Fates): Fates =>
  new Map([...fates, ...group.map((id) => [id, stay.has(id) ? 'stays' : 'goes'] as const)]);

/** The other fate for one of a group; null where it is the last that stays. */
export const switched = (group: Group, id: ImageId, fates: Fates): Fates | null => {
  const stay = new Set(staying(group, fates));
  if (!stay.delete(id)) stay.add(id);
  return stay.size === 0 ? null : keepOnly(group, stay, fates);
};

/** Groups without these pictures; what looks like no other is none. */
export const withoutPictures = (groups: readonly Group[], gone: ReadonlySet<ImageId>): Group[] =>
  groups.map((group) => group.filter((id) => !gone.has(id))).filter(({ length }) => length > 1);
