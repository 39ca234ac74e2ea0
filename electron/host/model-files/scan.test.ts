import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { addTinyModel, newFolder, removeFolder } from '../testing/studio.ts';
import { scanFolders } from './scan.ts';

let folder: string;
beforeEach(() => {
  folder = newFolder();
});
afterEach(() => removeFolder(folder));

const add = (...paths: readonly string[]): void => {
  for (const path of paths) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), path);
  }
};
const found = async (...roots: readonly string[]) =>
  (await scanFolders(roots.map((root) => join(folder, root)))).map(({ path, promised }) => [relative(folder, path), promised]);

it('of A1111 or Forge only the model folders are walked through', async () => {
  add(
    'webui/models/Stable-diffusion/sub/dream.safetensors',
    'webui/models/Stable-diffusion/old.ckpt',
    'webui/models/Lora/ink.safetensors',
    'webui/models/VAE/soft.safetensors',
    'webui/models/VAE-approx/taesd_decoder.safetensors',
    'webui/embeddings/easy.pt',
    'webui/venv/lib/torch/test.pt',
    'webui/models/ControlNet/canny.safetensors',
  );
  expect(await found('webui')).toEqual([
    ['webui/models/Stable-diffusion/old.ckpt', 'checkpoint'],
    ['webui/models/Stable-diffusion/sub/dream.safetensors', 'checkpoint'],
    ['webui/models/Lora/ink.safetensors', 'lora'],
    ['webui/models/VAE/soft.safetensors', 'vae'],
    ['webui/models/VAE-approx/taesd_decoder.safetensors', 'preview-decoder'],
    ['webui/embeddings/easy.pt', 'inversion'],
  ]);
});

it('of ComfyUI also the folders that its extra_model_paths.yaml names, each file once', async () => {
  add(
    'comfy/models/checkpoints/a.safetensors',
    'comfy/models/unet/b.safetensors',
    'elsewhere/Stable-diffusion/c.safetensors',
    'elsewhere/Lora/d.safetensors',
  );
  add('elsewhere/secret/e.safetensors');
  writeFileSync(
    join(folder, 'comfy/extra_model_paths.yaml'),
    'a111:\n  base_path: ../elsewhere\n  checkpoints: Stable-diffusion\n  loras: |\n    Lora\n    ../comfy/models/checkpoints\ncomfyui: 3\n',
  );
  expect((await found('comfy')).map(([path]) => path)).toEqual([
    'comfy/models/checkpoints/a.safetensors',
    'comfy/models/unet/b.safetensors',
    'elsewhere/Stable-diffusion/c.safetensors',
    'elsewhere/Lora/d.safetensors',
  ]);
  // a file of aliases that unfold without end says nothing
  writeFileSync(join(folder, 'comfy/extra_model_paths.yaml'), 'a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n');
  expect(await found('comfy')).toHaveLength(2);
});

it('a folder model is one thing, a folder of lone networks is not; pictures lie beside or within', async () => {
  addTinyModel(join(folder, 'any'));
  cpSync(join(folder, 'any/tiny'), join(folder, 'any/invoke/sd-1/main/second'), { recursive: true });
  add('any/unet/lone.safetensors', 'any/unet/lone.preview.png', 'any/tiny/preview.png', 'any/clip_vision/x.safetensors', 'any/notes.bin');
  const list = await scanFolders([join(folder, 'any')]);
  expect(
    list.map(({ path, kind, picture }) => [relative(folder, path), kind, picture === null ? null : relative(folder, picture)]),
  ).toEqual([
    ['any/invoke/sd-1/main/second', 'folder', null],
    ['any/tiny', 'folder', 'any/tiny/preview.png'],
    ['any/unet/lone.safetensors', 'file', 'any/unet/lone.preview.png'],
  ]);
});

it('a CLIP is one thing, whatever graphs lie in it', async () => {
  cpSync(fileURLToPath(new URL('../../../native-models/clip/golden/split', import.meta.url)), join(folder, 'any/eyes'), {
    recursive: true,
  });
  add('any/eyes/model.safetensors', 'any/not/config.json');
  expect(await found('any')).toEqual([['any/eyes', 'clip']]);
});

it('links are followed, and a circle of them ends', async () => {
  add('store/deep/dream.safetensors');
  mkdirSync(join(folder, 'named'));
  symlinkSync(join(folder, 'store'), join(folder, 'named/link'));
  symlinkSync(join(folder, 'named'), join(folder, 'store/deep/back'));
  expect((await found('named', 'store', 'nowhere')).map(([path]) => path)).toEqual(['named/link/deep/dream.safetensors']);
});
