import { Failure } from '../../contract/failure.ts';
import { checkFiles, sentenceOf } from '../../host/model-files/check.ts';
import type { ModelsCommand } from './arguments.ts';
import { withStudio } from '../studio.ts';
import { jsonLine } from '../json-line.ts';
import { untilStopped } from '../until-stopped.ts';

/** Reads every number of a model's or a file's weights, and fails with the first that is none. */
export const check = ({ id, output }: Extract<ModelsCommand, { kind: 'check' }>): Promise<void> =>
  withStudio(async ({ models }) => {
    const found = await models.placeOf(id);
    const report = await untilStopped((signal) => checkFiles(found, signal));
    if (output === 'json') process.stdout.write(jsonLine(report));
    const [first] = report.damaged;
    if (first !== undefined) throw new Failure({ code: 'model-broken', message: report.damaged.map(sentenceOf), what: found });
    if (output === 'lines')
      process.stdout.write(report.files === 0 ? `nothing to check: no .safetensors file in ${found}\n` : `all is well: ${found}\n`);
  });
