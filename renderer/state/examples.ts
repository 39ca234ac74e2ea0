import type { Model } from '../../electron/contract/records.ts';

/** How what is written in a script is known, by its name in ISO 15924. */
const written: Readonly<Record<string, RegExp>> = {
  Arab: /\p{Script=Arabic}/u,
  Deva: /\p{Script=Devanagari}/u,
  Jpan: /[\p{Script=Hiragana}\p{Script=Katakana}]/u,
  Latn: /\p{Script=Latin}/u,
};

/** A model's example prompts, those first that are written as the reader's language (`ar-EG`) is: whoever reads Arabic asks in Arabic, where the model understands it. */
export const examplesFor = (model: Pick<Model, 'examples'> | undefined, language: string): readonly string[] => {
  const examples = model?.examples ?? [];
  const own = written[new Intl.Locale(language).maximize().script ?? ''];
  if (own === undefined) return examples;
  return [...examples.filter((example) => own.test(example)), ...examples.filter((example) => !own.test(example))];
};
