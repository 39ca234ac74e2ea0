import { Failure } from '../contract/failure.ts';
import type { ModelFile } from '../contract/records.ts';
import type { PartName } from '../contract/recipe.ts';
import { sizesOfContent } from '../store/models.ts';
import type { Store } from '../store/open.ts';
import type { ContentSearch } from './model-files/content-search.ts';
import { hashOf, type HashWatch, rememberedHash } from './model-files/hash.ts';
import { type Words, sentence } from '../../native-models/words/sentence.ts';

/** Something in the model folders that a recipe can name. */
export type Candidate = Readonly<{ id: string; name: string; path: string; bytes: number }>;
export type FoundPart = Readonly<{ id: string; name: string; path: string; hash: string | null }>;

export const candidateOf = ({ id, name, file, bytes }: ModelFile): Candidate => ({ id, name, path: file, bytes });

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** So much is read to find what has another name here, in bytes: some ten seconds. */
const readLimit = 2 ** 33;

/** By content: those that are known already, then those of the right size or else name, then the others as far as reading them is no long wait; `unread`: one of the rest may be it. */
const byContent = async (
  db: Store,
  hash: string,
  name: string,
  candidates: readonly Candidate[],
  watch: (path: string, bytes: number) => HashWatch,
): Promise<FoundPart | 'gone' | 'unread'> => {
  const unknown: Candidate[] = [];
  for (const { id, name: own, path, bytes } of candidates) {
    const known = await rememberedHash(db, path);
    if (known === hash) return { id, name: own, path, hash };
    if (known === null) unknown.push({ id, name: own, path, bytes });
  }
  const sizes = sizesOfContent(db, hash);
  const likely = (one: Candidate): boolean => (sizes.length > 0 ? sizes.includes(one.bytes) : same(one.name, name));
  // where the size is known, a file of another size is another file
  const others = sizes.length > 0 ? [] : unknown.filter((one) => !likely(one)).toSorted((a, b) => a.bytes - b.bytes);
  let read = 0;
  for (const one of [...unknown.filter(likely), ...others]) {
    const { id, name: own, path, bytes } = one;
    read += likely(one) ? 0 : bytes;
    if (read > readLimit) return 'unread';
    const watching = watch(path, bytes);
    const content = await hashOf(db, path, watching).catch((error: unknown) => {
      if (likely(one) || watching.signal.aborted) throw error;
      return null;
    });
    if (content === hash) return { id, name: own, path, hash };
  }
  return 'gone';
};

/** Where contents are remembered, and who reads those that are not. */
export type Finding = Readonly<{ db: Store; search: ContentSearch }>;

/**
 * The candidate that a recipe names: of this content, wherever it lies now; where the recipe has no hash, of this name or id.
 * Throws a `Failure` at the field `what` where there is none, or where a name alone could mean several.
 */
export const findPart = async (
  { db, search }: Finding,
  { name, hash }: PartName,
  candidates: readonly Candidate[],
  { kind, what }: Readonly<{ kind: Words; what: string }>,
): Promise<FoundPart> => {
  if (hash !== null) {
    const found = await search.look(name, (watch) => byContent(db, hash, name, candidates, watch));
    if (typeof found !== 'string') return found;
    const gone = { kind, name, hash: hash.slice(0, 10).toUpperCase() };
    throw new Failure({
      code: 'not-found',
      message: sentence(found === 'gone' ? 'part.gone' : 'part.unread', gone),
      what,
    });
  }
  const called =
    [candidates.filter(({ id }) => id === name), candidates.filter((one) => same(one.name, name))].find((list) => list.length > 0) ?? [];
  const [only, another] = called;
  if (only !== undefined && another === undefined)
    return { id: only.id, name: only.name, path: only.path, hash: await rememberedHash(db, only.path) };
  const known = candidates.map((one) => one.name).toSorted();
  const list =
    known.length === 0
      ? sentence('part.no-others')
      : sentence('part.there-are', { names: `${known.slice(0, 20).join(', ')}${known.length > 20 ? ', …' : ''}` });
  throw new Failure({
    code: 'bad-input',
    message:
      another === undefined
        ? sentence('part.unknown', { kind, name, others: list })
        : sentence('part.several', { count: called.length, name, files: called.map(({ path }) => path).join(', ') }),
    what,
  });
};
