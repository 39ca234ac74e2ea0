import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import { presetFileName } from '../../contract/preset.ts';
import { modelFiles } from './files.ts';

it('what lies beside a model without changing its pictures is no file of it: its hash stays', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tincture-files-'));
  try {
    for (const name of ['model.onnx', 'config.json', 'README.md', 'cover.png', '.git', presetFileName])
      await writeFile(join(folder, name), name);
    expect((await modelFiles(folder)).map(({ path }) => basename(path))).toEqual(['config.json', 'model.onnx']);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
