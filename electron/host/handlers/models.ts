import type { Handlers } from '../../contract/calls.ts';
import type { Capabilities } from '../../contract/records.ts';
import { checkUsable } from '../check-recipe.ts';
import { checkFiles } from '../model-files/check.ts';
import { findRemovable, removeModel } from '../remove-model.ts';
import type { HostParts } from './parts.ts';

type Parts = Pick<HostParts, 'context' | 'models' | 'search' | 'settler' | 'settings' | 'trash' | 'devices' | 'engine'> &
  Readonly<{ capabilities: () => Promise<Capabilities> }>;

/** The calls about models, what computes them, and what they and the engine can do. */
export const modelHandlers = ({ context: { home }, models, search, settler, settings, trash, devices, engine, capabilities }: Parts) =>
  ({
    'models.list': () => models.list(),
    'models.rescan': () => models.rescan(),
    'models.files': () => models.files(),
    'models.loraFits': (pair) => settler.loraFits(pair),
    'models.stopSearch': async () => {
      search.stop();
      return null;
    },
    'models.check': async (id) => checkFiles(await models.placeOf(id), new AbortController().signal),
    'models.choose': ({ model, choices }) => models.choose(model, choices),
    'models.remove': async (id) => {
      await removeModel(await findRemovable(models, id), { home, models, settings, trash });
      return null;
    },

    'devices.list': () => devices.list(),
    'devices.test': (id) => devices.test(id),
    'devices.tryAgain': ({ device, model }) => devices.tryAgain(device, model),

    'studio.capabilities': () => capabilities(),
    'studio.schedule': async ({ model: id, ...input }) => {
      const model = await models.find(id);
      checkUsable(model, { vae: null, textEncoders: null });
      const { width, height } = model.defaults;
      return { sigmas: await engine.schedule({ model: await models.forEngine(model), width, height, ...input }) };
    },
    'studio.tokens': async ({ model, ...input }) => engine.tokens({ folder: (await models.find(model)).folder, ...input }),
  }) satisfies Partial<Handlers>;
