import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';

/** What other studios keep where: a folder that gives one away, and those below its own that hold models. Their programs are not walked through. */
const studios: readonly Readonly<{ sign: string; folders: readonly string[] }>[] = [
  {
    // A1111, Forge, SD.Next
    sign: 'models/Stable-diffusion',
    folders: [
      'models/Stable-diffusion',
      'models/Lora',
      'models/LyCORIS',
      'models/VAE',
      'models/VAE-approx',
      'models/text_encoder',
      'embeddings',
    ],
  },
  {
    // ComfyUI
    sign: 'models/checkpoints',
    folders: [
      'models/checkpoints',
      'models/diffusion_models',
      'models/unet',
      'models/diffusers',
      'models/loras',
      'models/vae',
      'models/vae_approx',
      'models/embeddings',
      'models/clip',
      'models/text_encoders',
    ],
  },
  {
    // SwarmUI
    sign: 'Models/Stable-Diffusion',
    folders: ['Models/Stable-Diffusion', 'Models/diffusion_models', 'Models/Lora', 'Models/VAE', 'Models/Embeddings', 'Models/clip'],
  },
  {
    // StabilityMatrix
    sign: 'Models/StableDiffusion',
    folders: [
      'Models/StableDiffusion',
      'Models/Lora',
      'Models/LyCORIS',
      'Models/VAE',
      'Models/ApproxVAE',
      'Models/TextualInversion',
      'Models/Embeddings',
    ],
  },
  { sign: 'invokeai.yaml', folders: ['models', 'autoimport'] },
];

/** ComfyUI's own words for folders that hold something for us. */
const comfyKeys = [
  'checkpoints',
  'diffusion_models',
  'unet',
  'diffusers',
  'loras',
  'vae',
  'vae_approx',
  'embeddings',
  'clip',
  'text_encoders',
] as const;

const ExtraPaths = z.record(z.string(), z.looseObject({ base_path: z.string().optional() }).catch({}));

const exists = async (path: string): Promise<boolean> => (await stat(path).catch(() => null)) !== null;

const fromHome = (path: string): string => path.replace(/^~(?=$|[\\/])/, homedir());

/** The folders that a ComfyUI's `extra_model_paths.yaml` names; none where there is no such file or it makes no sense. */
const extraPlaces = async (root: string): Promise<readonly string[]> => {
  const text = await readFile(join(root, 'extra_model_paths.yaml'), 'utf8').catch(() => null);
  if (text === null) return [];
  const read = ExtraPaths.safeParse(await parsed(text));
  return Object.values(read.data ?? {}).flatMap((section) => {
    const base = resolve(root, fromHome(section.base_path ?? ''));
    return comfyKeys.flatMap((key) => {
      const lines = section[key];
      if (typeof lines !== 'string') return [];
      return lines.split('\n').flatMap((line) => (line.trim() === '' ? [] : [resolve(base, fromHome(line.trim()))]));
    });
  });
};

const parsed = async (text: string): Promise<unknown> => {
  const { parse } = await import('./yaml.ts');
  try {
    // no aliases: a few lines of them unfold to gigabytes
    return parse(text, { maxAliasCount: 0 });
  } catch {
    return null;
  }
};

/** Where to look in a folder that a person named: in the model folders of the studio that it belongs to, or in all of it. */
export const placesIn = async (root: string): Promise<readonly string[]> => {
  const found = await Promise.all(
    studios.map(async ({ sign, folders }) => ((await exists(join(root, sign))) ? folders.map((folder) => join(root, folder)) : [])),
  );
  const known = [...found.flat(), ...(await extraPlaces(root))];
  const there = await Promise.all(known.map(async (place) => ((await exists(place)) ? [place] : [])));
  return there.flat().length > 0 ? [...new Set(there.flat())] : [resolve(root)];
};
