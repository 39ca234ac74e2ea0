import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { type TestHub, filesOf, startTestHub } from '../../host/testing/hub-server.ts';
import { parseModels } from './arguments.ts';

const main = fileURLToPath(new URL('../main.ts', import.meta.url));
const golden = fileURLToPath(new URL('../../../native-models/conformance/golden/pipelines/models/sd15-tiny', import.meta.url));

// every test starts processes
vi.setConfig({ testTimeout: 180_000 });

type Ended = { status: number | null; out: string; err: string };
let folder: string;
let hub: TestHub;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tincture-cli-models-'));
  hub = await startTestHub();
  hub.repositories.set('ada/tiny', { files: filesOf(golden) });
});
afterEach(() => {
  hub.mishap.next = () => null;
});
afterAll(async () => {
  await hub.close();
  rmSync(folder, { recursive: true, force: true });
});

const start = (home: string, words: readonly string[]) => {
  const child = spawn(process.execPath, [main, 'models', ...words], {
    env: { ...process.env, TINCTURE_HOME: join(folder, home), HF_ENDPOINT: hub.address, XDG_DATA_HOME: join(folder, 'data') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const texts = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    texts.out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    texts.err += text;
  });
  const ended = once(child, 'close').then(([status]): Ended => ({ status: status as number | null, ...texts }));
  return { child, texts, ended };
};
const models = (home: string, ...words: string[]): Promise<Ended> => start(home, words).ended;
const Listed = z.looseObject({ id: z.string(), folder: z.string(), builtIn: z.boolean(), problems: z.array(z.string()) });
const list = async (home: string): Promise<z.output<typeof Listed>[]> => {
  const { out } = await models(home, 'list', '--json');
  return out
    .trim()
    .split('\n')
    .map((text) => Listed.parse(JSON.parse(text)));
};

describe('models', () => {
  it('fetches a repository, with the way it goes on stderr, and the model runs', async () => {
    const { status, out, err } = await models('one', 'download', 'ada/tiny');
    expect([status, out]).toEqual([0, expect.stringMatching(/models\/ada--tiny {2}\(\d+ MB\)\n$/)]);
    expect(err).toMatch(/of \d+ MB/);
    const found = (await list('one')).find(({ folder: at }) => at.endsWith('ada--tiny'));
    expect(found).toMatchObject({ builtIn: false, problems: [] });
    const again = await models('one', 'download', 'ada/tiny');
    expect([again.status, again.err]).toEqual([1, expect.stringContaining('already among your models')]);
  });

  it('stops at Ctrl+C, keeps what came, and goes on', async () => {
    hub.mishap.next = (path) => (path === 'unet/model.onnx' ? { kind: 'slow', pause: 300 } : null);
    const { child, texts, ended } = start('two', ['download', 'ada/tiny', '--json']);
    // it has some of the large file
    const grows = (): boolean => {
      const bytes = [...texts.out.matchAll(/"bytes":(\d+),"total":\d+,"file":"unet\/model.onnx"/g)].map((match) => Number(match[1]));
      return (bytes.at(-1) ?? 0) > (bytes[0] ?? 0);
    };
    await vi.waitFor(() => expect(grows()).toBe(true), { timeout: 60_000 });
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ status: 130, err: expect.stringContaining('goes on where it ended') });
    expect(existsSync(join(folder, 'two', 'models', 'ada--tiny'))).toBe(false);
    hub.mishap.next = () => null;
    const before = hub.requests.length;
    expect((await models('two', 'download', 'ada/tiny')).status).toBe(0);
    expect(hub.requests.slice(before).some(({ headers }) => headers.range !== undefined)).toBe(true);
  });

  it('moves a fetched model to the bin, after asking', async () => {
    const home = 'three';
    mkdirSync(join(folder, home, 'models'), { recursive: true });
    cpSync(golden, join(folder, home, 'models', 'mine'), { recursive: true });
    const mine = (await list(home)).find(({ builtIn }) => !builtIn)?.id ?? '';
    const asked = await models(home, 'remove', mine);
    expect([asked.status, asked.err]).toEqual([2, expect.stringContaining('--yes')]);
    const removed = await models(home, 'remove', mine, '--yes', '--json');
    expect([removed.status, JSON.parse(removed.out)]).toEqual([0, { id: mine, kind: 'bin', path: join(folder, home, 'models', 'mine') }]);
    expect(readdirSync(join(folder, home, 'models'))).toEqual([]);
  });

  it('uses a folder in place, and only forgets it', async () => {
    const [home, place] = ['four', join(folder, 'elsewhere')];
    cpSync(golden, join(place, 'theirs'), { recursive: true });
    const added = await models(home, 'add', place);
    expect([added.status, added.out]).toEqual([0, expect.stringContaining(join(place, 'theirs'))]);
    const theirs = (await list(home)).find(({ builtIn }) => !builtIn)?.id ?? '';
    const { status, out } = await models(home, 'remove', theirs, '--yes');
    expect([status, out]).toEqual([0, `forgotten: ${place}\n`]);
    expect(existsSync(join(place, 'theirs', 'unet', 'model.onnx'))).toBe(true);
    expect((await list(home)).every(({ builtIn }) => builtIn)).toBe(true);
  });

  it('never removes what is built in', async () => {
    const { status, err } = await models('five', 'remove', 'starter', '--yes');
    expect([status, err]).toEqual([1, expect.stringContaining('built in')]);
  });

  it('says what the licence asks for, and what the catalogue holds, without asking anybody', async () => {
    const before = hub.requests.length;
    const { status, err } = await models('five', 'download', 'sd-1.5');
    expect([status, err]).toEqual([1, expect.stringMatching(/creativeml-openrail-m.*agree to it first/)]);
    const offered = await models('five', 'catalogue');
    expect(offered.out).toMatch(/^sd-1\.5 {2}Stable Diffusion 1\.5, SD 1, 4\.3 GB, creativeml-openrail-m/m);
    expect(hub.requests).toHaveLength(before);
  });

  it('says what is wrong with a repository that is not there', async () => {
    const { status, err } = await models('five', 'download', 'ada/none');
    expect([status, err]).toEqual([2, expect.stringContaining('no public repository')]);
  });
});

describe('the words after models', () => {
  it.each([
    [['add']],
    [['add', 'a', 'b']],
    [['list', 'x']],
    [['fetch']],
    [['download', '../x']],
    [['download', 'a/b', '--hub', 'ftp://x']],
    [['download', 'sd-1.5', '--revision', 'main']],
    [['list', '--yes']],
    [['remove', 'x', '--licence', 'y']],
    [['--nonsense']],
  ])('%j make no sense', (words) => {
    expect(() => parseModels(words)).toThrow(expect.objectContaining({ error: expect.objectContaining({ code: 'bad-input' }) }));
  });

  it('may be none, or ask for help', () => {
    expect(parseModels([])).toEqual({ kind: 'list', output: 'lines' });
    expect(parseModels(['--json'])).toEqual({ kind: 'list', output: 'json' });
    expect(parseModels(['download', '--help'])).toEqual({ kind: 'help' });
  });
});
