import { z } from 'zod';

/** kohya's `ss_tag_frequency`: for each training folder, how many captions have each tag. */
const TagFrequency = z.record(z.string(), z.record(z.string(), z.number()));

const MOST_WORDS = 50;
const LONGEST_WORD = 100;

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

const byTraining = (text: string): readonly string[] => {
  const folders = TagFrequency.safeParse(parseJson(text)).data ?? {};
  const counts = new Map<string, number>();
  for (const tags of Object.values(folders)) {
    for (const [tag, count] of Object.entries(tags)) counts.set(tag.trim(), (counts.get(tag.trim()) ?? 0) + count);
  }
  return [...counts].toSorted((a, b) => b[1] - a[1]).map(([tag]) => tag);
};

/**
 * Words that a file's metadata says it was trained with: the author's own trigger phrase first (`modelspec.trigger_phrase`,
 * `ss_trigger_words`), then the tags of its captions, most frequent first. At most 50.
 */
export const triggerWords = (metadata: ReadonlyMap<string, string>): readonly string[] => {
  const said = ['modelspec.trigger_phrase', 'ss_trigger_words', 'trigger_words'].flatMap((key) => (metadata.get(key) ?? '').split(/[,\n]/));
  const words = [...said.map((word) => word.trim()), ...byTraining(metadata.get('ss_tag_frequency') ?? '')];
  return [...new Set(words)].filter((word) => word.length > 0 && word.length <= LONGEST_WORD).slice(0, MOST_WORDS);
};
