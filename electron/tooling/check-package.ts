import { listPackage } from '@electron/asar';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolveHome } from '../host/home.ts';
import { openDirect } from '../host/direct.ts';
import { aRecipe } from '../contract/examples.ts';

const must = (found: boolean, what: string): void => {
  if (!found) throw new Error(`The package is not right: ${what}.`);
};

/** The bundles, and nothing that is not run. */
const checkArchive = (archive: string): string => {
  const files = listPackage(archive, { isPack: false }).map((file) => file.replaceAll('\\', '/'));
  for (const file of ['/dist/main/main.js', '/dist/preload/preload.cjs', '/dist/renderer/index.html', '/package.json'])
    must(files.includes(file), `${file} is missing`);
  const stray = files.find((file) => /\.(ts|map)$|^\/(e2e|renderer|native-models|electron)\//.test(file));
  must(stray === undefined, `${stray} does not belong there`);
  return `the archive holds ${files.length} files: bundles and native modules, no sources`;
};

/** A switch in the binary is one character. */
const [off, on] = [0x30, 0x31];

const checkFuses = async (binary: string): Promise<string> => {
  const wire = await getCurrentFuseWire(binary);
  must(wire[FuseV1Options.RunAsNode] === off, 'Electron can still be run as Node');
  must(wire[FuseV1Options.OnlyLoadAppFromAsar] === on, 'the app may come from outside of its archive');
  must(wire[FuseV1Options.EnableEmbeddedAsarIntegrityValidation] === on, 'the archive is not checked');
  return 'the fuses are set';
};

/** The installed engine on the installed Node, with the installed models, makes a picture and looks at it. */
const checkEngine = async (resources: string): Promise<readonly string[]> => {
  const data = await mkdtemp(join(tmpdir(), 'tincture-check-'));
  const studio = openDirect({
    home: resolveHome({ TINCTURE_HOME: data }),
    engine: {
      node: join(resources, 'node', 'node'),
      main: join(resources, 'app.asar.unpacked', 'dist', 'engine', 'main.js'),
      provider: 'cpu',
    },
    appFolder: resources,
    builtInModels: join(resources, 'models'),
    publish: () => undefined,
  });
  try {
    const [model] = await studio.models.list();
    must(model !== undefined, 'no model is built in');
    const { width, height, sampler, schedule } = model!.defaults;
    const recipe = {
      ...aRecipe(),
      prompt: 'a red balloon on a beach',
      model: { id: model!.id, name: model!.name, hash: null },
      width,
      height,
      sampler,
      schedule,
      steps: 2,
    };
    const signal = new AbortController().signal;
    const image = await studio.run(recipe, { signal, onProgress: () => undefined, onPreview: () => undefined });
    const { seen, clip } = await studio.meaning.lookAtAll(signal, () => undefined);
    must(seen === 1 && clip !== null, 'no CLIP that is built in looked at the picture');
    return [
      `its engine, Node and model made a picture of ${image.width} × ${image.height}`,
      `${clip!.name} looked at it for search by meaning`,
    ];
  } finally {
    await studio.close();
    await rm(data, { recursive: true, force: true });
  }
};

/** Tries the assembled app below `output` (Linux). Answers what holds, one sentence each; throws with what does not. */
export const checkPackage = async (output: string): Promise<readonly string[]> => {
  const unpacked = (await readdir(output)).find((name) => name.endsWith('-unpacked'));
  must(unpacked !== undefined, 'there is no assembled app');
  const folder = join(output, unpacked!);
  const resources = join(folder, 'resources');
  return [checkArchive(join(resources, 'app.asar')), await checkFuses(join(folder, 'tincture')), ...(await checkEngine(resources))];
};
