import { readdir, realpath } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Promised, promisedKind } from './kinds.ts';
import { isClipConfig } from '../../../native-models/clip/describe-clip.ts';
import { createPatience, inTime } from './patience.ts';
import { placesIn } from './places.ts';

/** Something that may be a model or go with one. `picture` is a preview that lies beside it. */
export type Found = Readonly<{ path: string; kind: 'folder' | 'file'; promised: Promised | null; picture: string | null }>;

const deepest = 8;
const mostEntries = 50_000;
/** Milliseconds for one answer of a disk. */
const limit = 20_000;

/** Formats that are read, and pickles, which are listed with the reason why they are not. */
const weights = /\.(?:safetensors|ckpt|pt|pth)$/i;
/** `.bin` is anybody's: it counts only where its folder says what it is. */
const loose = /\.bin$/i;
/** Folders that hold no models of ours. */
const strangers =
  /^(?:node_modules|venv|__pycache__|control_?net.*|upscale_models|esrgan|realesrgan|gfpgan|codeformer|clip_vision|ip_?adapter.*|insightface|animatediff.*|motion_module|hypernetworks|gligen|style_models)$/i;

/** Pictures that people and programs put beside a model, by what follows its name. */
const pictureEndings = [
  '.preview.png',
  '.preview.jpg',
  '.preview.jpeg',
  '.preview.webp',
  '.png',
  '.jpg',
  '.jpeg',
  '.webp',
  '.swarmpreview.jpg',
];

export const baseOf = (name: string): string => name.replace(/\.(?:safetensors|ckpt|pt|pth|bin)$/i, '');

const pictureOf = (folder: string, names: ReadonlySet<string>, base: string): string | null => {
  const ending = pictureEndings.find((candidate) => names.has(base + candidate));
  return ending === undefined ? null : join(folder, base + ending);
};

/** A `unet` folder of lone checkpoints is no part of a model: it has to hold a network in a known layout. */
const holdsNetwork = async (folder: string): Promise<boolean> =>
  (await readdir(folder).catch(() => [])).some((name) => /\.onnx$|^(?:config\.json|diffusion_pytorch_model.*)$/.test(name));

/**
 * Everything below `root` that may be a model (a folder with a `model_index.json` or a network in `unet`, or of a CLIP, a file of weights), links followed, each
 * place once, sorted by path. Nothing where there is no such folder, no more where its disk stops to answer.
 */
const walk = async (root: string, seen: Set<string>): Promise<readonly Found[]> => {
  const found: Found[] = [];
  let entriesLeft = mostEntries;
  const wait = createPatience(limit);

  const visit = async (folder: string, depth: number, picture: string | null): Promise<void> => {
    const real = await wait(() => realpath(folder)).catch(() => null);
    if (real === null || seen.has(real) || depth < 0) return;
    seen.add(real);
    const entries = await wait(() => readdir(folder, { withFileTypes: true })).catch(() => []);
    const names = new Set(entries.map(({ name }) => name));
    if (names.has('model_index.json') || (names.has('unet') && (await wait(() => holdsNetwork(join(folder, 'unet'))).catch(() => false)))) {
      found.push({ path: resolve(folder), kind: 'folder', promised: null, picture: pictureOf(folder, names, 'preview') ?? picture });
      return;
    }
    if (names.has('config.json') && isClipConfig(join(folder, 'config.json'))) {
      found.push({ path: resolve(folder), kind: 'folder', promised: 'clip', picture: null });
      return;
    }
    for (const entry of entries) {
      if (entriesLeft-- <= 0) return;
      if (entry.name.startsWith('.') || strangers.test(entry.name)) continue;
      const path = join(folder, entry.name);
      if (weights.test(entry.name) || loose.test(entry.name)) {
        const promised = promisedKind(root, path);
        if (loose.test(entry.name) && promised === null) continue;
        found.push({ path: resolve(path), kind: 'file', promised, picture: pictureOf(folder, names, baseOf(entry.name)) });
      } else if (entry.isDirectory() || entry.isSymbolicLink()) {
        await visit(path, depth - 1, pictureOf(folder, names, entry.name));
      }
    }
  };
  await visit(root, deepest, null);
  return found.toSorted((a, b) => (a.path < b.path ? -1 : 1));
};

/** What lies in these folders: in the model folders where one is another studio's, in all of it otherwise. Each thing once, in their order. */
export const scanFolders = async (roots: readonly string[]): Promise<readonly Found[]> => {
  const seen = new Set<string>();
  const found: Found[] = [];
  for (const root of roots)
    for (const place of await inTime(placesIn(root), limit).catch(() => [])) found.push(...(await walk(place, seen)));
  return found;
};
