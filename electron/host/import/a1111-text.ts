import { lorasOfParameters } from './loras.ts';
import { secondPass } from './second-pass.ts';
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
  // once a bracket is not closed, none is looked for again: a line of such would be searched to its end for each
  let closes = true;
  for (let from = 0; from < line.length; ) {
    key.lastIndex = from;
    const name = key.exec(line)?.[1];
    const next = name === undefined ? line.indexOf(',', from) : key.lastIndex;
    if (name === undefined) {
      if (next < 0) break;
      from = next + 1;
      continue;
    }
    const json: number | null = closes && /[[{]/.test(line.charAt(next)) ? endOfJson(line, next) : next;
    closes = closes && json !== null;
    const end = json ?? next;
    value.lastIndex = end;
    const rest = value.exec(line)?.[0] ?? '';
    const text = line.slice(next, end) + rest;
    if (!found.has(name)) found.set(name, unquote(text.trim()));
    from = end + rest.length + 1;
  }
  return found;
};

/** Where a bracket at `from` is closed; null where it never is. */
const endOfJson = (line: string, from: number): number | null => {
  const mark = /"(?:\\.|[^\\"])*"|[[\]{}]/g;
  mark.lastIndex = from;
  let depth = 0;
  for (let match = mark.exec(line); match !== null; match = mark.exec(line)) {
    if (/^[[{]$/.test(match[0])) depth += 1;
    if (/^[\]}]$/.test(match[0])) depth -= 1;
    if (depth === 0) return mark.lastIndex;
  }
  return null;
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

/** Words of a megabyte are no prompt. */
const textLimit = 2 ** 20;

/** What extensions write below the settings, a line each. */
const templates = /^(Template|Negative Template): /;

/** Where the line of settings is: it begins with `Steps:`, or (other orders, no steps at all) is the last one and says enough. */
const findSettings = (lines: readonly string[]): number => {
  const usual = lines.findLastIndex((line) => settingsLine.test(line.trim()));
  if (usual >= 0) return usual;
  const last = lines.findLastIndex((line) => line.trim() !== '' && !templates.test(line));
  return telling.filter((name) => parseSettings(lines[last] ?? '').has(name)).length < 3 ? -1 : last;
};

/**
 * The text of A1111 and its kin: prompt, `Negative prompt:`, one line of settings; what comes behind it are templates. Null where it is another text. Throws where it is too long to be any.
 */
export const parseParameters = (text: string): Tree | null => {
  if (text.length > textLimit) throw new Error('it is longer than any settings');
  const lines = text.replaceAll('\r\n', '\n').trimEnd().split('\n');
  const last = findSettings(lines);
  if (last < 0) return null;
  const behind = lines.slice(last + 1);
  const below = behind.findIndex((line) => templates.test(line));
  const settings = parseSettings([lines[last], ...(below < 0 ? behind : behind.slice(0, below))].join(' ').trim());
  if (telling.filter((name) => settings.has(name)).length < 2) return null;
  for (const [name, value] of splitTemplates(below < 0 ? [] : behind.slice(below))) settings.set(name, value);
  const words = lines.slice(0, last).join('\n');
  const split = /(^|\n)Negative prompt: ?/.exec(words);
  const prompt = (split === null ? words : words.slice(0, split.index)).trim();
  const sampler = settings.get('Sampler') ?? '';
  if (settings.get('Schedule type') === 'Automatic') settings.set('Schedule type', automaticSchedules[sampler] ?? 'Uniform');
  const first = readFirstPass(settings);
  return {
    prompt,
    negativePrompt: split === null ? '' : words.slice(split.index + split[0].length).trim(),
    ...Object.fromEntries(settings),
    ...readNoise(settings),
    ...first,
    ...readHires(settings),
    ...lorasOfParameters(prompt, settings),
  };
};

/** A template goes on until the next one. */
const splitTemplates = (lines: readonly string[]): ReadonlyMap<string, string> => {
  const found = new Map<string, string[]>();
  let current: string[] = [];
  for (const line of lines) {
    const [head, name] = templates.exec(line) ?? [];
    if (head === undefined || name === undefined) current.push(line);
    else found.set(name, (current = [line.slice(head.length)]));
  }
  return new Map([...found].map(([name, text]) => [name, text.join('\n')]));
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

const sides = (text: string | undefined): readonly number[] => text?.split('x').map(Number) ?? [];

/** Before 2023 the size was that of the second pass, and the first one's stood beside it. */
const readFirstPass = (settings: Map<string, string>): Tree => {
  const [first, size] = [settings.get('First pass size'), settings.get('Size')];
  if (first === undefined || size === undefined || sides(first).some((side) => !(side > 0))) return {};
  settings.set('Size', first);
  settings.set('Hires resize', size);
  return { Size: first, 'First pass size': undefined };
};

/** The second pass: a factor or a size, steps of its own or the first one's. */
const readHires = (settings: ReadonlyMap<string, string>): Tree => {
  const number = (...names: readonly string[]): number =>
    Number(names.map((name) => settings.get(name)).find((value) => value !== undefined) ?? Number.NaN);
  const factor = number('Hires upscale', 'Hires scale');
  const [width = Number.NaN, height = Number.NaN] = sides(settings.get('Size'));
  const [toWidth = Number.NaN, toHeight = Number.NaN] =
    settings.has('Hires resize') || settings.has('Hires size')
      ? sides(settings.get('Hires resize') ?? settings.get('Hires size'))
      : [width * factor, height * factor];
  const steps = number('Hires steps');
  const upscaler = settings.get('Hires upscaler');
  const hires = secondPass({
    width: toWidth,
    height: toHeight,
    // SD.Next has a strength of its own for it; A1111's is the second pass's where there is one, for then no picture was started from
    strength: number('Hires strength', 'Denoising strength'),
    steps: steps > 0 ? steps : number('Steps'),
    enlarge: upscaler === undefined || upscaler.startsWith('Latent') ? 'latent' : 'pixels',
  });
  if (hires === null) return {};
  const names = ['Hires strength', 'Denoising strength', 'Hires upscale', 'Hires scale', 'Hires resize', 'Hires size', 'Hires steps'];
  return { hires, ...Object.fromEntries(names.map((name) => [name, undefined])) };
};
