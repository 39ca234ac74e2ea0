import type { ModelFile } from '../../../electron/contract/records.ts';
import type { DraftLora } from '../../state/draft.ts';
import { useStudio } from '../../studio.ts';

/** What can be done with the LoRAs of the form. */
export const useLoras = () => {
  const { draft } = useStudio();
  const { edit } = draft.getState();
  const change = (next: (loras: readonly DraftLora[]) => readonly DraftLora[]): void => edit({ loras: next(draft.getState().loras) });
  return {
    add: ({ name, hash }: Pick<ModelFile, 'name' | 'hash'>) => change((loras) => [...loras, { name, hash, weight: 1, textWeight: null }]),
    remove: (name: string) => change((loras) => loras.filter((lora) => lora.name !== name)),
    set: (name: string, fields: Partial<DraftLora>) =>
      change((loras) => loras.map((lora) => (lora.name === name ? { ...lora, ...fields } : lora))),
    /** Puts words at the end of the prompt, unless they are there. */
    insert: (word: string) => {
      const { prompt } = draft.getState();
      if (prompt.toLowerCase().includes(word.toLowerCase())) return;
      edit({ prompt: prompt.trim() === '' ? word : `${prompt.replace(/[\s,]+$/, '')}, ${word}` });
    },
  };
};
