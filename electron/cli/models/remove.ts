import { createInterface } from 'node:readline/promises';
import { Failure } from '../../contract/failure.ts';
import { resolveHome } from '../../host/home.ts';
import { findRemovable, removalOf, removeModel } from '../../host/remove-model.ts';
import { systemTrash } from '../../host/system-trash.ts';
import type { ModelsCommand } from './arguments.ts';
import { size } from './list.ts';
import { withStudio } from '../studio.ts';
import { jsonLine } from '../json-line.ts';

const ask = async (question: string): Promise<void> => {
  if (!process.stdin.isTTY) throw new Failure({ code: 'bad-input', message: `${question} Say --yes to go on.`, what: 'yes' });
  const line = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await line.question(`${question} [y/N] `);
  line.close();
  if (!/^y(es)?$/i.test(answer.trim())) throw new Failure({ code: 'cancelled', message: 'Nothing was removed.', what: null });
};

/** Moves a model to the bin, or forgets the folder that it is used from. */
export const remove = ({ id, ask: asking, output }: Extract<ModelsCommand, { kind: 'remove' }>): Promise<void> =>
  withStudio(async ({ models, settings }) => {
    const model = await findRemovable(models, id);
    const parts = { home: resolveHome(), models, settings, trash: systemTrash };
    const removal = await removalOf(model, parts);
    const what =
      removal.kind === 'bin'
        ? `move “${model.name}” (${size(model.bytes)}) to the bin`
        : `forget the folder “${removal.root}”; it stays as it is`;
    if (asking === 'first') await ask(`This will ${what}.`);
    await removeModel(model, parts);
    if (output === 'json') process.stdout.write(jsonLine({ id: model.id, ...removal }));
    else process.stdout.write(removal.kind === 'bin' ? `moved to the bin: ${removal.path}\n` : `forgotten: ${removal.root}\n`);
  });
