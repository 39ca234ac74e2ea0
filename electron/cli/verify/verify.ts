import { parseArgs } from 'node:util';
import { Failure } from '../../contract/failure.ts';
import { ImageId } from '../../contract/records.ts';
import type { Verification } from '../../contract/verification.ts';
import type { Direct } from '../../host/direct.ts';
import { readBytes } from '../../host/import/read-path.ts';
import { parseProvider, parseThreads } from '../engine-words.ts';
import { quietProgress, terminalProgress } from '../progress.ts';
import { inEnglish } from '../../../native-models/words/sentence.ts';
import { jsonLine } from '../json-line.ts';
import { withStudio } from '../studio.ts';
import { untilStopped } from '../until-stopped.ts';

const usage = `Makes pictures once more from their own files, and says how close they came. Nothing is added to the library.

  npm run verify -- FILE|ID… [--provider NAME] [--threads N] [--json]

A picture of another program is run as far as its file tells, where its model is here.
A picture is identical (every pixel), close (40 dB or more: no eye sees it), different, or cannot be run here.
What was otherwise when it was made is listed: engine, model, sampler, provider. With as many threads
(default: all) as when it was made, the last bit is the same on the same processor.
Status: 0 identical or close, 1 different or impossible, 2 wrong input, 130 cancelled.
`;

const options = {
  provider: { type: 'string' },
  threads: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

const parse = (words: readonly string[]) => {
  try {
    return parseArgs({ args: [...words], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new Failure({ code: 'bad-input', message: error instanceof Error ? error.message : String(error), what: 'arguments' });
  }
};

const read = async (studio: Direct, name: string): Promise<Buffer> => {
  const id = ImageId.safeParse(name);
  const path = (id.success ? studio.imageFile(id.data) : null) ?? name;
  const { bytes, reason } = await readBytes(path);
  if (bytes !== null) return bytes;
  throw new Failure({
    code: 'bad-input',
    message: `“${name}” is no picture of the library, and no file that can be read: ${inEnglish(reason)}`,
    what: name,
  });
};

const words: Readonly<Record<Verification['verdict'], string>> = {
  identical: 'identical',
  close: 'close',
  different: 'different',
  impossible: 'cannot be run here',
};

const sentence = (name: string, { verdict, psnr, largest, changed, differences, error }: Verification): string => {
  const measured =
    psnr === null ? '' : `, ${psnr.toFixed(1)} dB, at most ${largest ?? 0} of 255, ${((changed ?? 0) * 100).toFixed(2)} % of the pixels`;
  return [
    `${name}  ${words[verdict]}${measured}`,
    ...(error === null ? [] : [`  ${inEnglish(error.message)}`]),
    ...differences.map(({ what, made, now }) => `  ${what}: made with ${made}, now ${now}`),
    '',
  ].join('\n');
};

/** Runs the command; answers whether every picture came out as it was, as far as an eye can see. */
export const verify = async (given: readonly string[]): Promise<boolean> => {
  const { values, positionals } = parse(given);
  if (values.help === true) {
    process.stdout.write(usage);
    return true;
  }
  if (positionals.length === 0)
    throw new Failure({ code: 'bad-input', message: 'Say which picture: a file, or an id of the library.', what: 'file' });
  const json = values.json === true;
  const progress = json || !process.stderr.isTTY ? quietProgress(() => undefined) : terminalProgress(process.stderr);
  const run = async (studio: Direct, signal: AbortSignal): Promise<boolean> => {
    let good = true;
    for (const name of positionals) {
      const result = await studio
        .verify(await read(studio, name), { signal, onProgress: progress.show, onPreview: () => undefined })
        .finally(progress.done);
      process.stdout.write(json ? jsonLine({ file: name, ...result }) : sentence(name, result));
      good = good && (result.verdict === 'identical' || result.verdict === 'close');
    }
    return good;
  };
  return withStudio((studio) => untilStopped((signal) => run(studio, signal), studio.stopHard), {
    engine: { provider: parseProvider(values.provider), threads: parseThreads(values.threads) ?? undefined },
  });
};
