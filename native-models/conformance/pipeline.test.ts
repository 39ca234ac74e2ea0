import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runPipeline } from './pipeline.ts';
import { findCaseFiles } from './walk.ts';

/** Copies of recorded whole runs; the models are tiny and their weights random, so every number that is wrong somewhere shows. */
const files = await findCaseFiles(fileURLToPath(new URL('golden/pipelines/cases', import.meta.url)));

describe('whole pipelines, latents after every step and pixels', () => {
  it('has its cases', () => expect(files).toHaveLength(21));

  it.each(files.map((file) => [file.path.split('/').at(-2)!, file] as const))('%s', async (_name, file) => {
    expect(await runPipeline(file, file.cases[0]!)).toMatchObject({ kind: 'ok' });
  });

  it('fails when a number is wrong', async () => {
    const file = files.find(({ path }) => path.includes('nocfg'))!;
    expect(await runPipeline(file, { ...file.cases[0]!, seed: 16 })).toMatchObject({ kind: 'failed' });
    expect(await runPipeline(file, { ...file.cases[0]!, prompt: 'a goldfish drinking a cola on the beech' })).toMatchObject({
      kind: 'failed',
    });
  });
});
