import { limits } from '../../contract/recipe.ts';
import { parseJson, type Tree } from './tolerant-json.ts';

/** What the sampler brings along where the schedule is “Automatic” (A1111 since 1.9, `modules/sd_samplers_kdiffusion.py`); all others are uniform. */
const automaticSchedules: Readonly<Record<string, string>> = {
  'DPM++ 2M': 'Karras',
  'DPM++ SDE': 'Karras',
  'DPM++ 2S a': 'Karras',
  DPM2: 'Karras',
  'DPM2 a': 'Karras',
  Restart: 'Karras',
  'DPM++ 2M SDE': 'Exponential',
  'DPM++ 2M SDE Heun': 'Exponential',
  'DPM++ 3M SDE': 'Exponential',
};

/** Settings that no prompt about something else has by chance; two of them must be there. */
const telling = ['Sampler', 'CFG scale', 'Seed', 'Size', 'Model', 'Model hash', 'Version'];
const settingsLine = /^Steps: \d+\s*(,|$)/;
const key = /\s*([A-Za-z][\w ()/.-]*?):\s*/y;
const value = /"(?:\\.|[^\\"])*"|[^,]*/y;

/** `Steps: 20, Model: "a, b", Civitai resources: [{…}]`: quoted where it must be, and JSON as it is. */
const parseSettings = (line: string): Map<string, string> => {
  const found = new Map<string, string>();
  for (let from = 0; from < line.length; ) {
    key.lastIndex = from;
    const name = key.exec(line)?.[1];
    const next = name === undefined ? line.indexOf(',', from) : key.lastIndex;
    if (name === undefined) {
      if (next < 0) break;
      from = next + 1;
      continue;
    }
    const end = /[[{]/.test(line.charAt(next)) ? endOfJson(line, next) : next;
    value.lastIndex = end;
    const rest = value.exec(line)?.[0] ?? '';
    const text = line.slice(next, end) + rest;
    if (!found.has(name)) found.set(name, unquote(text.trim()));
    from = end + rest.length + 1;
  }
  return found;
};

const endOfJson = (line: string, from: number): number => {
  let depth = 0;
  for (const match of line.slice(from).matchAll(/"(?:\\.|[^\\"])*"|[[\]{}]/g)) {
    if (/^[[{]$/.test(match[0])) depth += 1;
    if (/^[\]}]$/.test(match[0])) depth -= 1;
    if (depth === 0) return from + match.index + match[0].length;
  }
  return from;
};

const unquote = (text: string): string => {
  if (!text.startsWith('"')) return text;
  try {
    const plain = parseJson(text);
    return typeof plain === 'string' ? plain : text;
  } catch {
    return text.replace(/^"|"$/g, '');
  }
};

/**
 * The text of A1111 and its kin: prompt, `Negative prompt:`, one line of settings that begins with `Steps:`; what comes behind it are templates.
 * Null where it is another text.
 */
export const parseParameters = (text: string): Tree | null => {
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  const last = lines.findLastIndex((line) => settingsLine.test(line.trim()));
  if (last < 0) return null;
  const settings = parseSettings(lines.slice(last).join(' ').trim());
  if (telling.filter((name) => settings.has(name)).length < 2) return null;
  const words = lines.slice(0, last).join('\n');
  const split = /(^|\n)Negative prompt: ?/.exec(words);
  const sampler = settings.get('Sampler') ?? '';
  if (settings.get('Schedule type') === 'Automatic') settings.set('Schedule type', automaticSchedules[sampler] ?? 'Uniform');
  return {
    prompt: (split === null ? words : words.slice(0, split.index)).trim(),
    negativePrompt: split === null ? '' : words.slice(split.index + split[0].length).trim(),
    ...Object.fromEntries(settings),
    ...readNoise(settings),
    ...readHires(settings),
  };
};

/** Whose noise the seed starts, where anything is said of it; the graphics card's is A1111's own default (`modules/rng.py`). */
const readNoise = (settings: Map<string, string>): Tree => {
  const options = [
    ['Variation seed', 'variationSeed'],
    ['Variation seed strength', 'variationStrength'],
    ['ENSD', 'etaNoiseSeedDelta'],
  ] as const;
  const given = options.flatMap(([theirs, ours]) => {
    const number = Number(settings.get(theirs) ?? Number.NaN);
    return Number.isFinite(number) ? [{ theirs, ours, number }] : [];
  });
  const rng = settings.get('RNG');
  if (given.length === 0 && rng === undefined) return {};
  const noise = {
    id: rng === 'CPU' ? 'a1111-cpu@1' : 'a1111-nv@1',
    options: Object.fromEntries(given.map(({ ours, number }) => [ours, number])),
  };
  return { noise, ...Object.fromEntries(['RNG', ...given.map(({ theirs }) => theirs)].map((name) => [name, undefined])) };
};

/** The second pass: a factor or a size, steps of its own or the first one's. */
const readHires = (settings: Map<string, string>): Tree => {
  const factor = Number(settings.get('Hires upscale') ?? Number.NaN);
  const [width = Number.NaN, height = Number.NaN] = settings.get('Size')?.split('x').map(Number) ?? [];
  const [toWidth, toHeight] = settings.get('Hires resize')?.split('x').map(Number) ?? [width * factor, height * factor];
  const whole = (side: number | undefined): number => Math.floor((side ?? Number.NaN) / limits.sideStep) * limits.sideStep;
  const strength = Number(settings.get('Denoising strength') ?? Number.NaN);
  const steps = Number(settings.get('Hires steps') ?? 0);
  const hires = {
    width: whole(toWidth),
    height: whole(toHeight),
    strength,
    steps: steps > 0 ? steps : Number(settings.get('Steps')),
    enlarge: settings.get('Hires upscaler')?.startsWith('Latent') === true ? 'latent' : 'pixels',
  };
  if (!Number.isFinite(hires.width * hires.height * strength)) return {};
  // the strength is the second pass's: no picture was started from
  const taken = ['Denoising strength', 'Hires upscale', 'Hires resize', 'Hires steps'].map((name) => [name, undefined]);
  return { hires, ...Object.fromEntries(taken) };
};

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
