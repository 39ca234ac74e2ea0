import { embeddingFinder } from './embedding-names.ts';
import type { Chunk, Embeddings, Insert, PromptTokenizer, Segment } from './prompt.ts';
import { sentence } from '../words/sentence.ts';
import { Refusal } from '../refusal.ts';

/** A chunk while it fills: `room` positions at most, no BOS or EOS yet. */
type Open = Readonly<{ ids: number[]; weights: number[]; inserts: Insert[] }>;

const opened = (): Open => ({ ids: [], weights: [], inserts: [] });

/** BOS, the tokens, EOS, padding. The reference writes EOS everywhere after the text and then turns all but the first EOS into padding. */
const closed = ({ ids, weights, inserts }: Open, { bos, eos, pad, length }: PromptTokenizer): Chunk => {
  const filled = [bos, ...ids, ...Array.from<number>({ length: length - 1 - ids.length }).fill(eos)];
  const firstEos = filled.indexOf(eos);
  return {
    ids: filled.map((id, i) => (i > firstEos ? pad : id)),
    weights: [1, ...weights, ...Array.from<number>({ length: length - 1 - ids.length }).fill(1)],
    inserts: inserts.map((insert) => ({ ...insert, at: insert.at + 1 })),
  };
};

/** The window of an empty text. */
export const emptyChunk = (tokenizer: PromptTokenizer): Chunk => closed(opened(), tokenizer);

/**
 * Segments → windows of `length − 2` tokens each, as A1111 cuts them (`tokenize_line`). When a window is full and a comma lies at most
 * `backtrack` tokens behind, what follows the comma moves to the next window; 0 cuts where the window ends. An embedding is never cut.
 * Throws RangeError on an embedding that has more rows than a window has room.
 */
export const chunkTokens = (
  segments: readonly Segment[],
  tokenizer: PromptTokenizer,
  embeddings: Embeddings,
  backtrack: number,
): readonly Chunk[] => {
  const room = tokenizer.length - 2;
  const [comma, ...others] = tokenizer.encode(',');
  const find = embeddingFinder(embeddings, tokenizer);
  const chunks: Chunk[] = [];
  let open = opened();
  let lastComma = -1;

  const close = (): void => {
    chunks.push(closed(open, tokenizer));
    open = opened();
    lastComma = -1;
  };
  const moveBehindComma = (): void => {
    const start = lastComma + 1;
    const moved: Open = {
      ids: open.ids.splice(start),
      weights: open.weights.splice(start),
      inserts: open.inserts.filter(({ at }) => at >= start).map((insert) => ({ ...insert, at: insert.at - start })),
    };
    open = { ...open, inserts: open.inserts.filter(({ at }) => at < start) };
    close();
    open = moved;
  };
  const put = (ids: readonly number[], weight: number): void => {
    for (let position = 0; position < ids.length; ) {
      const id = ids[position]!;
      const isFull = open.ids.length === room;
      if (id === comma && others.length === 0) lastComma = open.ids.length;
      else if (backtrack > 0 && isFull && lastComma !== -1 && room - lastComma <= backtrack) moveBehindComma();
      if (open.ids.length === room) close();

      const embedding = find(ids, position);
      if (embedding === undefined) {
        open.ids.push(id);
        open.weights.push(weight);
        position++;
        continue;
      }
      if (embedding.count > room) throw new Refusal(sentence('embedding.room', { name: embedding.name, count: embedding.count, room }));
      if (open.ids.length + embedding.count > room) close();
      for (let row = 0; row < embedding.count; row++) {
        open.inserts.push({ at: open.ids.length, name: embedding.name, row });
        open.ids.push(0);
        open.weights.push(weight);
      }
      position += embedding.ids.length;
    }
  };

  for (const segment of segments) {
    if (segment.kind === 'break') close();
    else put(tokenizer.encode(segment.text), segment.weight);
  }
  if (open.ids.length > 0 || chunks.length === 0) close();
  return chunks;
};
