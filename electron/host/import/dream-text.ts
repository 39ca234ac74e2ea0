import type { Tree } from './tolerant-json.ts';

/** `"a cat [blurry]" -s 50 -S 42 -W 512 -H 512 -C 7.5 -A k_lms`: the command line of InvokeAI before version 3. Null where it is another text. */
export const parseDream = (text: string): Tree | null => {
  const match = /^\s*"((?:\\.|[^"\\])*)"/.exec(text);
  if (match === null) return null;
  const flags = [...text.slice(match[0].length).matchAll(/\s--?(\w+)(?:[\s=]+([^\s-]\S*))?/g)];
  if (flags.length === 0) return null;
  return { prompt: match[1] ?? '', ...Object.fromEntries(flags.map(([, name = '', word = 'true']) => [`-${name}`, word])) };
};

/** Old InvokeAI wrote what the picture should not show in brackets. */
export const splitBrackets = (prompt: string): { prompt: string; negativePrompt: string } => {
  const negative = [...prompt.matchAll(/\[([^\]]*)\]/g)].map(([, words]) => words ?? '');
  return { prompt: prompt.replace(/\[[^\]]*\]/g, '').trim(), negativePrompt: negative.join(', ').trim() };
};
