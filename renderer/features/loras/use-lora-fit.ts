import { useQuery } from '@tanstack/react-query';
import { useDraft, useStudio } from '../../studio.ts';
import type { Words } from '../../../native-models/words/sentence.ts';

/** Why a LoRA of the model folders cannot change the form's model; null where it can, or as long as nobody knows. */
export const useLoraFit = (file: string | null): Words | null => {
  const { queries } = useStudio();
  const model = useDraft((draft) => draft.model);
  const { data = null } = useQuery({
    ...queries.loraFit({ model: model ?? '', lora: file ?? '' }),
    enabled: model !== null && file !== null,
  });
  return data;
};
