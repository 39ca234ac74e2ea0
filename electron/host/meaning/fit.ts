import { distractors } from '../../../native-models/clip/distractors.ts';
import { cosine } from '../../../native-models/clip/vectors.ts';
import { sentence } from '../../../native-models/words/sentence.ts';
import { Failure } from '../../contract/failure.ts';
import type { ImageId } from '../../contract/ids.ts';
import type { Fit, Ranking } from '../../contract/meaning.ts';
import { otherPrompts, promptsOf, unseenAmong } from '../../store/embeddings.ts';
import type { Store } from '../../store/open.ts';
import type { Sight } from './sight.ts';

/** A prompt is held against so many of the library's, filled up with captions of ours where those are fewer than `least`. */
const rivals = { most: 48, least: 24 } as const;
const shownBest = 5;
/** So many pictures go to the engine at once. */
const atOnce = 8;

/** Makes sure that these pictures are seen, and reads what is known of them. */
const see = async (db: Store, { model, look, likeness }: Sight, ids: readonly ImageId[]): Promise<void> => {
  const unseen = unseenAmong(db, model, ids);
  for (let from = 0; from < unseen.length; from += atOnce) await look(unseen.slice(from, from + atOnce));
  await likeness.read();
};

const rivalsOf = (db: Store, prompt: string): readonly string[] => {
  const others = otherPrompts(db, prompt, rivals.most);
  const known = new Set([prompt, ...others]);
  return [...others, ...distractors.filter((text) => !known.has(text)).slice(0, Math.max(0, rivals.least - others.length))];
};

/** How well a picture fits its prompt beside others; null where it has no prompt. */
export const fitOf = async (db: Store, sight: Sight, id: ImageId): Promise<Fit | null> => {
  const [picture] = promptsOf(db, [id]);
  if (picture === undefined) throw new Failure({ code: 'not-found', message: sentence('picture.gone'), what: id });
  const { prompt, row } = picture;
  if (prompt.trim() === '') return null;
  await see(db, sight, [id]);
  const vector = sight.likeness.vector(row);
  if (vector === null) throw new Failure({ code: 'damaged', message: sentence('meaning.unread'), what: id });
  const texts = [prompt, ...rivalsOf(db, prompt)];
  const vectors = await sight.read(texts);
  const scored = texts.map((text, at) => ({ text, score: cosine(vector, vectors[at]!) }));
  const own = scored[0]!;
  const ranked = scored.toSorted((a, b) => b.score - a.score);
  const best = ranked.slice(0, shownBest);
  return {
    prompt,
    score: own.score,
    rank: scored.filter(({ score }) => score > own.score).length + 1,
    of: scored.length,
    best: best.includes(own) ? best : [...best, own],
    clip: sight.clip.title ?? sight.clip.name,
  };
};

/** Pictures by how well they fit their prompts, the best first. */
export const rankingOf = async (db: Store, sight: Sight, ids: readonly ImageId[]): Promise<Ranking> => {
  await see(db, sight, ids);
  const fits = sight.likeness.fits();
  const scored = promptsOf(db, ids).map(({ id, row }) => {
    const fit = fits[row] ?? Number.NaN;
    return { id, score: Number.isNaN(fit) ? null : fit };
  });
  return scored.toSorted((a, b) => (b.score ?? -2) - (a.score ?? -2));
};
