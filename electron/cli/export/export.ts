import { Failure } from '../../contract/failure.ts';
import type { Publish } from '../../contract/events.ts';
import type { ExportJob } from '../../contract/export.ts';
import { cancelled } from '../../host/abort.ts';
import type { Direct } from '../../host/direct.ts';
import type { ExportArguments } from './arguments.ts';
import { jsonLine } from '../json-line.ts';
import { noticesToStderr, withStudio } from '../studio.ts';
import { untilStopped } from '../until-stopped.ts';

const say = (job: ExportJob): string => {
  const { done, total, bytes, left } = job;
  const notes = [
    left.existing > 0 && `${left.existing} were there already`,
    left.duplicates > 0 && `${left.duplicates} duplicates left out`,
    left.missing > 0 && `${left.missing} have no file any more`,
  ].filter((note) => note !== false);
  return `${done} of ${total} pictures, ${(bytes / 1e6).toFixed(1)} MB${notes.length === 0 ? '' : ` (${notes.join('; ')})`}`;
};

const showProgress = (job: ExportJob, json: boolean): void => {
  if (json) process.stdout.write(jsonLine(job));
  else if (process.stderr.isTTY && job.state === 'running') process.stderr.write(`\r\x1b[2K${job.stage}: ${say(job)}`);
};

/** Exports what was asked for. Throws a `Failure` where it failed or was cancelled. */
export const exportPictures = async ({ request, dryRun, json }: Extract<ExportArguments, { kind: 'export' }>): Promise<void> => {
  const publish: Publish = (name, payload) => {
    noticesToStderr(name, payload);
    if (name === 'export.changed' && 'stage' in payload && 'target' in payload) showProgress(payload, json);
  };
  const run = async (studio: Direct, signal: AbortSignal): Promise<void> => {
    const exports = studio.exports();
    if (dryRun) {
      const { count, names } = await exports.preview(request.options);
      process.stdout.write(json ? jsonLine({ count, names }) : `${count} pictures\n${names.map((name) => `  ${name}\n`).join('')}`);
      return;
    }
    const job = await exports.run(request, signal);
    if (process.stderr.isTTY && !json) process.stderr.write('\r\x1b[2K');
    if (job.state === 'cancelled') throw cancelled();
    if (job.error !== null) throw new Failure(job.error);
    const { target } = job;
    if (!json) process.stdout.write(`${target.kind === 'download' ? '' : target.path}  ${say(job)}\n`);
  };
  // the second Ctrl+C does not wait; the same command goes on from there
  const leave = (): void => process.exit(130);
  await withStudio((studio) => untilStopped((signal) => run(studio, signal), leave), { publish });
};
