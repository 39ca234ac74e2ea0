import { inEnglish, isSentence } from '../../native-models/words/sentence.ts';

/** One JSON object a line, for scripts; what is said in it to a person is said in English. */
export const jsonLine = (value: object): string =>
  `${JSON.stringify(value, (_, part: unknown) => (isSentence(part) ? inEnglish(part) : part))}\n`;
