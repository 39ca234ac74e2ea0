import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { schedulerClasses } from '../schedules/classes/index.ts';
import { asNumbers, type CaseFile, type Fields } from './case.ts';
import { runCases } from './run-cases.ts';
import { findCaseFiles } from './walk.ts';

const recorded = async (folder: string) => findCaseFiles(fileURLToPath(new URL(`./golden/${folder}`, import.meta.url)));
const files = [...(await recorded('schedulers')), ...(await recorded('samplers'))];
const named = files.map((file) => [file.path.split('/').at(-1)!, file] as const);

describe('recorded trajectories of diffusers, k-diffusion and PFGM++', () => {
  it('has all of its cases, and a case for every scheduler class', () => {
    expect(files.reduce((sum, { cases }) => sum + cases.length, 0)).toBe(106);
    const covered = new Set(files.flatMap(({ cases }) => cases.map((item) => item['scheduler'])));
    expect(Object.keys(schedulerClasses).filter((name) => !covered.has(name))).toEqual([]);
  });

  it.each(named)('%s', async (_, file) => {
    for await (const { name, verdict } of runCases(file)) expect(verdict, name).toMatchObject({ kind: 'ok' });
  });

  const nudged = (item: Fields, key: string): Fields => {
    const numbers = asNumbers(item[key], key);
    return { ...item, [key]: numbers.map((value, index) => (index === 3 ? value + 0.05 : value)) };
  };

  it.each([
    ['EulerDiscreteScheduler.json', 'initial_noise'],
    ['UniPCMultistepScheduler.json', 'timesteps'],
    ['k_samplers.json', 'x_init'],
    ['k_samplers.json', 'result'],
    ['pfgmpp.json', 'gaussian'],
  ])('fails when one number of %s, %s, is another', async (name, key) => {
    const file = files.find(({ path }) => path.endsWith(name))!;
    const changed: CaseFile = { ...file, cases: [nudged(file.cases[0]!, key)] };
    for await (const { verdict } of runCases(changed)) expect(verdict.kind).toBe('failed');
  });

  it('counts what it cannot run as failed', async () => {
    const unknown: CaseFile = { path: 'x.json', header: { kind: 'never heard of' }, cases: [{}] };
    for await (const { verdict } of runCases(unknown)) expect(verdict.kind).toBe('failed');
  });
});
