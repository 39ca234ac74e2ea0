import { join } from 'node:path';
import type { Download } from '../../contract/downloads.ts';
import type { Publish } from '../../contract/events.ts';
import { Failure } from '../../contract/failure.ts';
import { resolveHome } from '../../host/home.ts';
import type { ModelsCommand } from './arguments.ts';
import { size } from './list.ts';
import { jsonLine } from '../json-line.ts';
import { noticesToStderr, withStudio } from '../studio.ts';
import { untilStopped } from '../until-stopped.ts';

const time = (milliseconds: number): string => {
  const seconds = Math.round(milliseconds / 1000);
  return seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
};

const line = ({ state, bytes, total, speed, left, file }: Download): string => {
  if (state === 'asking') return 'asking what there is';
  if (state === 'checking') return `checking ${file ?? 'all of it'}`;
  const share = total === null || total === 0 ? '' : ` of ${size(total)} (${Math.floor((bytes / total) * 100)} %)`;
  return `${size(bytes)}${share}${speed === null ? '' : `, ${size(speed)}/s`}${left === null ? '' : `, ${time(left)} left`}`;
};

/** A line that is drawn over on a terminal, one at each tenth elsewhere, a JSON object at each report for scripts. */
const reporter = (output: 'lines' | 'json'): ((download: Download) => void) => {
  let tenth = -1;
  return (download) => {
    if (output === 'json') process.stdout.write(jsonLine(download));
    else if (process.stderr.isTTY)
      process.stderr.write(`\r\x1b[2K${['done', 'failed', 'paused'].includes(download.state) ? '' : line(download)}`);
    else if (download.state === 'fetching' && download.total !== null) {
      const now = Math.floor((download.bytes * 10) / Math.max(1, download.total));
      if (now !== tenth) process.stderr.write(`${line(download)}\n`);
      tenth = now;
    }
  };
};

/** Fetches one model and prints where it is. Ctrl+C keeps what has come. */
export const download = ({ from, licence, hub, output }: Extract<ModelsCommand, { kind: 'download' }>): Promise<void> => {
  let last: Download | null = null;
  const report = reporter(output);
  const publish: Publish = (name, payload) => {
    noticesToStderr(name, payload);
    if (name !== 'download.changed' || !('repository' in payload)) return;
    last = payload;
    report(payload);
  };
  return withStudio(
    async ({ downloads }) => {
      const begun = await downloads.start(from, licence);
      await untilStopped(async (signal) => {
        signal.addEventListener('abort', () => void downloads.pause(begun.id));
        await downloads.idle();
      });
      const ended: Download = last ?? begun;
      if (ended.error !== null) throw new Failure(ended.error);
      if (ended.state !== 'done')
        throw new Failure({ code: 'cancelled', message: 'Stopped. The same command goes on where it ended.', what: null });
      if (output === 'lines') process.stdout.write(`${join(resolveHome().models, ended.id)}  (${size(ended.total ?? 0)})\n`);
    },
    { publish, hub },
  );
};
