import { sentence } from '../../../native-models/words/sentence.ts';
import { Failure } from '../../contract/failure.ts';
import type { ImageId } from '../../contract/ids.ts';
import type { Like, LikeTerm } from '../../contract/query/fields.ts';
import type { Meanings } from '../../store/catalogue.ts';
import { unseenAmong } from '../../store/embeddings.ts';
import { rowsOfIds } from '../../store/images.ts';
import type { ByRow } from '../../store/likeness.ts';
import type { Store } from '../../store/open.ts';
import type { Sight } from './sight.ts';

/** Scores of so many terms are kept: a number a picture each. */
const remembered = 8;

/** `state` says of which vectors of which CLIP. */
type Scored = Readonly<{ key: string; state: string; scores: ByRow }>;

/** What the catalogue asks of pictures' meaning, by the CLIP of the moment. */
export const createMeanings = (db: Store, sight: () => Promise<Sight>): Meanings => {
  let current: Sight | null = null;
  let known: readonly Scored[] = [];
  let changes = 0;

  const keyOf = (like: Like): string => JSON.stringify(like);

  const vectorOf = async ({ model, likeness, read, look }: Sight, like: Like): Promise<Float32Array> => {
    if ('text' in like) return (await read([like.text]))[0]!;
    const row = rowOf(like.image);
    // this one now, whatever else waits
    await look(unseenAmong(db, model, [like.image]));
    await likeness.read();
    const vector = likeness.vector(row);
    if (vector === null) throw new Failure({ code: 'damaged', message: sentence('meaning.unread'), what: 'query.text' });
    return vector;
  };
  const rowOf = (id: ImageId): number => {
    const [row] = rowsOfIds(db, [id]);
    if (row === undefined) throw new Failure({ code: 'not-found', message: sentence('picture.gone'), what: 'query.text' });
    return row;
  };

  const stateOf = ({ model, likeness }: Sight): string => `${model} ${likeness.version()}`;

  const score = async (opened: Sight, { like }: LikeTerm): Promise<void> => {
    const key = keyOf(like);
    if (known.some((one) => one.key === key && one.state === stateOf(opened))) return;
    const vector = await vectorOf(opened, like);
    const state = stateOf(opened);
    const scores = await opened.likeness.scores(vector);
    // what somebody else is about to ask for stays until there is something newer
    known = [{ key, state, scores }, ...known.filter((one) => one.key !== key)].slice(0, remembered);
    changes += 1;
  };

  return {
    prepare: async (terms) => {
      const opened = await sight();
      const before = current === null ? '' : stateOf(current);
      await opened.likeness.read();
      current = opened;
      if (stateOf(opened) !== before) changes += 1;
      for (const term of terms) await score(opened, term);
    },
    scores: ({ like }) => {
      const found = known.find(({ key }) => key === keyOf(like));
      if (found === undefined) throw new Failure({ code: 'internal', message: sentence('meaning.not-ready'), what: 'query.text' });
      return found.scores;
    },
    fits: () => current?.likeness.fits() ?? new Float32Array(0),
    version: () => changes,
  };
};
