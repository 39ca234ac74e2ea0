import { checkout } from '../host/checkout.ts';
import { openDirect } from '../host/direct.ts';
import { resolveHome } from '../host/home.ts';

/** Prints the models that are installed, one a line, with what is wrong with those that cannot run. */
export const listModels = async ({ json }: { json: boolean }): Promise<void> => {
  const studio = openDirect({
    home: resolveHome(),
    engine: { node: checkout.node, main: checkout.engineMain, provider: 'cpu' },
    builtInModels: checkout.builtInModels,
    publish: () => undefined,
  });
  try {
    const models = await studio.models.list();
    if (models.length === 0) process.stderr.write('No models are installed.\n');
    for (const model of models) {
      if (json) process.stdout.write(`${JSON.stringify(model)}\n`);
      else {
        process.stdout.write(`${model.id}  ${model.name}, ${model.family}, ${(model.bytes / 1e6).toFixed(0)} MB, ${model.folder}\n`);
        for (const problem of model.problems) process.stdout.write(`  cannot run: ${problem}\n`);
      }
    }
  } finally {
    await studio.close();
  }
};
