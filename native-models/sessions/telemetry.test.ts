import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { tinyModel } from '../pipelines/test-model.ts';

test('onnxruntime starts none of its telemetry, which would leave its files here', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'telemetry-'));
  const { ORT_DISABLE_TELEMETRY: _, ...env } = process.env;
  const path = join(tinyModel('sd15-tiny'), 'unet/model.onnx');
  const program = `
    const { openSession } = await import(${JSON.stringify(join(import.meta.dirname, 'session.ts'))});
    const session = await openSession({ kind: 'file', path: ${JSON.stringify(path)}, name: 'unet' }, { providers: ['cpu'] });
    await session.release();`;
  try {
    await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], { env: { ...env, TMPDIR: folder } });
    // Node's own cache of compiled code is none of it
    expect(readdirSync(folder).filter((name) => name !== 'node-compile-cache')).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
