import { Settings } from '../contract/records.ts';
import { Failure } from '../contract/failure.ts';

/** The word after --provider; null where there is none: then the settings decide. Throws a `Failure` for a name that is none. */
export const parseProvider = (word: string | undefined) => {
  if (word === undefined) return null;
  const parsed = Settings.shape.provider.safeParse(word);
  if (parsed.success) return parsed.data;
  const names = Settings.shape.provider.options.join(', ');
  throw new Failure({ code: 'bad-input', message: `--provider: “${word}” is no provider. There are: ${names}.`, what: 'provider' });
};

/** The word after --threads; null where there is none: then all cores are used. Throws a `Failure` for what is no number of threads. */
export const parseThreads = (word: string | undefined): number | null => {
  if (word === undefined) return null;
  if (/^[1-9]\d{0,3}$/.test(word)) return Number(word);
  throw new Failure({ code: 'bad-input', message: '--threads is a whole number from 1 on.', what: 'threads' });
};
