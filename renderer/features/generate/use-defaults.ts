import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { fillDraft } from '../../state/fill-draft.ts';
import { useStudio } from '../../studio.ts';

/** Fills an untouched form as soon as the models are known. */
export const useDefaults = (): void => {
  const { queries, draft } = useStudio();
  const { data: models } = useQuery(queries.models);
  const { data: ids } = useQuery(queries.ids(''));
  useEffect(() => {
    if (models !== undefined && ids !== undefined) fillDraft(draft, models, ids);
  }, [models, ids, draft]);
};

/** The model that the form has chosen. */
export const useChosenModel = (id: string | null) => {
  const { queries } = useStudio();
  const { data: models } = useQuery(queries.models);
  return models?.find((model) => model.id === id) ?? null;
};
