import { bytesOf, catalogue } from '../../../native-models/catalogue/index.ts';
import type { Model, ModelFile } from '../../contract/records.ts';
import type { Output } from './arguments.ts';
import { withStudio } from '../studio.ts';
import { inEnglish } from '../../../native-models/words/sentence.ts';
import { jsonLine } from '../json-line.ts';

export const size = (bytes: number): string => (bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${(bytes / 1e6).toFixed(0)} MB`);

export const printModel = (model: Model, output: Output): void => {
  if (output === 'json') {
    process.stdout.write(jsonLine(model));
    return;
  }
  const facts = [model.name, model.family, model.precision, size(model.bytes), model.licence ?? 'licence not named', model.folder];
  process.stdout.write(`${model.id}  ${facts.join(', ')}\n`);
  for (const problem of model.problems) process.stdout.write(`  cannot run: ${inEnglish(problem)}\n`);
};

const printFile = (file: ModelFile): void => {
  process.stdout.write(`${file.id}  ${[file.name, file.kind, file.family, file.precision, size(file.bytes), file.file].join(', ')}\n`);
  for (const problem of file.problems) process.stdout.write(`  cannot be used: ${inEnglish(problem)}\n`);
};

/** Prints the models that are installed and, for people, what goes with them: one a line, with what is wrong with those that cannot run. */
export const listModels = (output: Output): Promise<void> =>
  withStudio(async (studio) => {
    const models = await studio.models.list();
    if (models.length === 0) process.stderr.write('No models are installed.\n');
    for (const model of models) printModel(model, output);
    if (output === 'lines') for (const file of await studio.models.files()) printFile(file);
  });

const obstacles = {
  family: 'its family cannot be run yet',
  'cuda-only': 'made for NVIDIA cards alone',
  tensorrt: 'made for TensorRT alone',
  'static-graph': 'its graph has one fixed size, in a layout that is not read',
  part: 'a part that nothing here has a place for',
} as const;

/** Prints what can be fetched. */
export const listCatalogue = (output: Output): void => {
  for (const entry of catalogue()) {
    if (output === 'json') {
      process.stdout.write(jsonLine(entry));
      continue;
    }
    const about = entry.pick === 'listed' ? '' : 'about ';
    const licence = entry.licence === null ? 'licence not named' : entry.licence.id;
    process.stdout.write(
      `${entry.id}  ${entry.name}, ${entry.part === null ? '' : `${entry.part}, `}${entry.family}, ${about}${size(bytesOf(entry))}, ${licence}, ${entry.repository}\n`,
    );
    if (entry.obstacle !== null) process.stdout.write(`  cannot run here: ${obstacles[entry.obstacle]}\n`);
  }
};
