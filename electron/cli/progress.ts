import type { RunWatch } from '../host/engine.ts';

type Progress = Parameters<RunWatch['onProgress']>[0];

/** Says how far a run is. `done` leaves the line clean for what comes next. */
export type ProgressLine = Readonly<{ show: (progress: Pick<Progress, 'stage' | 'step' | 'steps' | 'tile'>) => void; done: () => void }>;

const width = 30;
const words: Readonly<Record<Progress['stage'], string>> = {
  loading: 'loading the model',
  encoding: 'reading the prompt',
  sampling: 'drawing',
  decoding: 'developing',
  saving: 'saving',
};

const bar = (share: number): string => {
  const full = Math.round(share * width);
  return '█'.repeat(full) + '░'.repeat(width - full);
};

/** One line that is drawn over and over. */
export const terminalProgress = (out: NodeJS.WriteStream): ProgressLine => ({
  show: ({ stage, step, steps, tile }) => {
    const within = tile === undefined ? 0 : tile.done / tile.of;
    const count = `${step}/${steps}${tile === undefined ? '' : `, tile ${tile.done}/${tile.of}`}`;
    out.write(`\r\x1b[2K${bar(steps === 0 ? 0 : (step + within) / steps)} ${stage === 'sampling' ? count : words[stage]}`);
  },
  done: () => {
    out.write('\r\x1b[2K');
  },
});

/** For a log: a line where something begins, and one at each quarter. */
export const quietProgress = (write: (line: string) => void): ProgressLine => {
  let last = '';
  const say = (line: string): void => {
    if (line !== last) write(`${line}\n`);
    last = line;
  };
  return {
    show: ({ stage, step, steps }) => {
      if (stage !== 'sampling') say(words[stage]);
      else if (step > 0 && Math.floor((step * 4) / steps) > Math.floor(((step - 1) * 4) / steps)) say(`step ${step} of ${steps}`);
    },
    done: () => undefined,
  };
};
