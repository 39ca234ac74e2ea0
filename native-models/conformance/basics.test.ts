import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runCases } from './run-cases.ts';
import { findCaseFiles } from './walk.ts';

const files = await findCaseFiles(fileURLToPath(new URL('./golden/basics', import.meta.url)));

describe('torch noise and CLIP ids', () => {
  it.each(files)('equals $header.reference', async (file) => {
    for await (const { name, verdict } of runCases(file)) expect(verdict, name).toMatchObject({ kind: 'ok' });
    expect(file.cases.length).toBeGreaterThan(15);
  });
});
