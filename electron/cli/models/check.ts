import { Failure } from '../../contract/failure.ts';
import { checkFiles, sentenceOf } from '../../host/model-files/check.ts';
import type { ModelsCommand } from './arguments.ts';
import { silent, withStudio } from './studio.ts';
import { jsonLine } from '../json-line.ts';

/** Reads every number of a model's or a file's weights, and fails with the first that is none. */
export const check = ({ id, output }: Extract<ModelsCommand, { kind: 'check' }>): Promise<void> =>
  withStudio(silent, async ({ models }) => {
    const found = await models.placeOf(id);
    const stop = new AbortController();
    const interrupt = (): void => stop.abort(new Failure({ code: 'cancelled', message: 'Stopped.', what: null }));
    process.once('SIGINT', interrupt);
    const report = await checkFiles(found, stop.signal).finally(() => process.off('SIGINT', interrupt));
    if (output === 'json') process.stdout.write(jsonLine(report));
    const [first] = report.damaged;
    if (first !== undefined) throw new Failure({ code: 'model-broken', message: report.damaged.map(sentenceOf), what: found });
    if (output === 'lines')
      process.stdout.write(report.files === 0 ? `nothing to check: no .safetensors file in ${found}\n` : `all is well: ${found}\n`);
  });
