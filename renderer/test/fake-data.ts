import type { Devices } from '../../electron/contract/devices.ts';
import type { Recipe } from '../../electron/contract/recipe.ts';
import {
  ImageId,
  JobId,
  type Capabilities,
  type Image,
  type Job,
  type Model,
  type ModelFile,
  type PieceDescriptor,
  type PromptEntry,
  type Settings,
} from '../../electron/contract/records.ts';

export const uuid = (n: number): string => `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;
export const imageId = (n: number): ImageId => ImageId.parse(uuid(n));
export const jobId = (n: number): JobId => JobId.parse(uuid(0x100000 + n));

const piece = (id: string, label: string, explanation: string) => ({
  id,
  label,
  explanation,
  options: [],
  needs: [] as PieceDescriptor['needs'],
});

export const capabilities: Capabilities = {
  engine: 'tincture 0.1.0',
  providers: ['cpu'],
  samplers: [
    piece('euler@1', 'Euler', 'One slope a step. Quick, and the same picture at any number of steps.'),
    {
      ...piece('euler-a@1', 'Euler ancestral', 'Adds fresh noise at every step, so that more steps change the picture.'),
      options: [
        { name: 'eta', label: 'Noise added', kind: 'number', initial: 1, min: 0, max: 1, choices: [], explanation: '0 is plain Euler.' },
      ],
    },
    piece('heun@1', 'Heun', 'Two slopes a step. Slower and more exact.'),
    piece('dpmpp-2m@1', 'DPM++ 2M', 'Remembers the last step. Good from about 12 steps on.'),
  ],
  schedules: [
    piece('model@1', 'The model’s own', 'The noise levels that the model was trained with.'),
    piece('karras@1', 'Karras', 'More steps where the noise is low.'),
    piece('exponential@1', 'Exponential', 'Evenly spaced in log σ.'),
  ],
  guidance: [
    piece('cfg@1', 'Classifier-free', 'Away from the negative prompt, towards the prompt.'),
    { ...piece('autoguidance@1', 'Autoguidance', 'Away from a weaker model.'), needs: ['weak-model'] },
  ],
  noise: [piece('torch-cpu@1', 'torch (CPU)', 'The same seed draws the same noise as torch on a processor.')],
  priors: [piece('gaussian@1', 'Gaussian', 'Normal noise at the first σ.')],
  promptSyntax: [piece('plain@1', 'Plain', 'The prompt as it is written.')],
};

export const model: Model = {
  id: 'starter',
  name: 'Starter',
  family: 'ink',
  predicts: 'epsilon',
  edits: false,
  builtIn: true,
  folder: '/opt/tincture/models/starter',
  licence: 'MIT',
  description: 'Our own small model.',
  bytes: 41_000_000,
  hash: 'abc123',
  precision: 'float16',
  components: [
    { role: 'text encoder', file: 'text_encoder/model.onnx', bytes: 6_000_000, precision: 'float16' },
    { role: 'denoiser', file: 'unet/model.onnx', bytes: 31_000_000, precision: 'float16' },
    { role: 'decoder', file: 'vae_decoder/model.onnx', bytes: 4_000_000, precision: 'float16' },
  ],
  sizes: { kind: 'free', multiple: 8, min: 64, max: 256 },
  point: 8,
  defaults: {
    width: 128,
    height: 128,
    steps: 20,
    guidance: 4,
    sampler: { id: 'dpmpp-2m@1', options: {} },
    schedule: { id: 'karras@1', options: {} },
    prior: null,
  },
  examples: ['a red balloon on a beach', 'a blue fish and a yellow apple on the snow', 'a house at night', 'a green cat in the forest'],
  lacks: [],
  choices: { family: null, predicts: null, vae: null, textEncoders: null, previewDecoder: null },
  pictured: false,
  problems: [],
  warnings: [],
};

export const brokenModel: Model = {
  ...model,
  id: 'dreams',
  name: 'Dreams 1.5',
  builtIn: false,
  folder: '/home/ada/models/dreams-1.5',
  family: 'sd15',
  licence: null,
  description: 'Paints what one dreams.',
  bytes: 2_100_000_000,
  sizes: { kind: 'fixed', list: [[512, 512]] },
  examples: [],
  components: [],
  problems: ['unet/model.onnx is cut off: it says 1.7 GB and has 0.9 GB. Copy it again.'],
};

export const lora: ModelFile = {
  id: 'inkwash-1a2b3c',
  kind: 'lora',
  builtIn: false,
  name: 'inkwash',
  title: 'Ink wash',
  family: 'ink',
  file: '/home/ada/models/Lora/inkwash.safetensors',
  bytes: 38_000_000,
  precision: 'F16',
  hash: 'a1b2c3d4e5'.padEnd(64, '0'),
  author: 'Ada',
  licence: 'CC-BY-4.0',
  description: null,
  words: ['ink wash', 'sumi-e', 'brush strokes'],
  details: { algorithms: ['LoRA'], rank: 16, vectors: null },
  pictured: true,
  problems: [],
};

export const modelFiles: ModelFile[] = [
  lora,
  { ...lora, id: 'detail-2b3c4d', name: 'more_detail', title: null, words: [], pictured: false, hash: null },
  { ...lora, id: 'soft-3c4d5e', kind: 'vae', name: 'soft-vae', title: null, family: 'unknown', words: [], pictured: false },
  {
    ...lora,
    id: 'easy-4d5e6f',
    kind: 'inversion',
    name: 'easynegative',
    title: null,
    words: [],
    details: { algorithms: [], rank: null, vectors: 8 },
    pictured: false,
  },
];

export const recipe = (changes: Partial<Recipe> = {}): Recipe => ({
  version: 1,
  prompt: 'a red balloon on a beach',
  negativePrompt: '',
  promptSyntax: { id: 'plain@1', options: {} },
  model: { id: 'starter', name: 'Starter', hash: 'abc123' },
  width: 128,
  height: 128,
  seed: 7,
  noise: { id: 'torch-cpu@1', options: {} },
  prior: { id: 'gaussian@1', options: {} },
  steps: 20,
  sampler: { id: 'dpmpp-2m@1', options: {} },
  schedule: { id: 'karras@1', options: {} },
  guidance: { id: 'cfg@1', options: {}, scale: 4, weak: null },
  source: null,
  hires: null,
  tiles: null,
  enlarged: null,
  branch: null,
  components: { vae: null, textEncoders: null },
  predicts: null,
  loras: [],
  inversions: [],
  lineage: null,
  made: null,
  ...changes,
});

const things = ['red balloon', 'blue fish', 'yellow house', 'green apple', 'purple cat', 'white boat', 'orange fox', 'pink umbrella'];
const scenes = ['on a beach', 'in the night', 'in the forest', 'in the snow', 'on a meadow', 'at sunset', 'in the desert', 'on the sea'];
export const promptOf = (n: number): string =>
  `a ${things[n % things.length]} ${scenes[Math.floor(n / things.length + n) % scenes.length]}`;

export const image = (n: number, changes: Partial<Recipe> = {}): Image => ({
  id: imageId(n),
  generation: jobId(n),
  file: `2026/11/21/${uuid(n)}.png`,
  width: 128,
  height: 128,
  bytes: 24_000,
  sha256: '0'.repeat(64),
  recipe: recipe({ prompt: promptOf(n), seed: 100 + n, made: { engine: 'tincture 0.1.0', provider: 'cpu', fellBack: [] }, ...changes }),
  createdAt: Date.UTC(2026, 10, 21, 12) + n * 60_000,
  milliseconds: 4_200,
  calls: 40,
  warnings: [],
  rating: n % 6,
  favourite: n % 7 === 3,
  origin: null,
  tags: n % 4 === 0 ? ['sea'] : [],
  collections: [],
  missing: false,
});

export const job = (n: number, changes: Partial<Job> = {}): Job => ({
  id: jobId(n),
  recipe: recipe({ prompt: promptOf(n), seed: 100 + n }),
  state: 'waiting',
  error: null,
  image: null,
  kept: null,
  createdAt: Date.now(),
  startedAt: null,
  endedAt: null,
  ...changes,
});

export const promptEntry = (n: number): PromptEntry => ({
  id: n,
  prompt: promptOf(n),
  negativePrompt: n % 3 === 0 ? 'blurry, two things' : '',
  usedAt: Date.UTC(2026, 10, 21, 12) + n * 60_000,
  uses: (n % 4) + 1,
  images: n % 5,
  recipe: recipe({ prompt: promptOf(n) }),
});

export const settings: Settings = {
  theme: 'system',
  language: 'en',
  previewEvery: 1,
  modelFolders: ['/home/ada/models'],
  keepEvery: 5,
  contrast: 'system',
  shortcuts: {},
  keptMegabytes: 512,
  provider: 'auto',
  meaning: 'on',
  clip: null,
  memoryBudget: 'auto',
  offline: false,
  hub: null,
  proxy: null,
};

const gibibyte = 2 ** 30;
const tested = {
  target: 'gpu',
  difference: 2e-6,
  fusedDifference: null,
  detail: null,
  at: Date.UTC(2026, 10, 21, 12),
  limit: 5000,
  parts: [
    { part: 'float16', verdict: 'right', difference: 0.0021 },
    { part: 'MultiHeadAttention', verdict: 'right', difference: 2e-6 },
  ],
} satisfies Partial<Devices['devices'][number]['test']>;

export const devices: Devices = {
  devices: [
    {
      id: 'webgpu',
      state: 'tested',
      test: { ...tested, verdict: 'passed', milliseconds: 0.8, processor: 4.2 },
      troubles: [],
      lastStep: { milliseconds: 31, model: 'Starter', width: 128, height: 128, at: Date.UTC(2026, 10, 21, 12) },
    },
    { id: 'cpu', state: 'untested', test: null, troubles: [], lastStep: null },
  ],
  current: 'webgpu',
  fellBack: [],
  machine: { processor: 'Ada 9000', cores: 8, memory: 16 * gibibyte, onnxruntime: '1.30.0' },
  memory: {
    budget: 8 * gibibyte,
    auto: 8 * gibibyte,
    use: { resident: 0.6 * gibibyte, base: 0.1 * gibibyte, open: [{ file: 'unet/model.onnx', bytes: 31_000_000 }] },
  },
  install: null,
};
