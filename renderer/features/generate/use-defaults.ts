import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { wholeLibrary } from '../../../electron/contract/query/library-query.ts';
import { fillDraft } from '../../state/fill-draft.ts';
import { useStudio } from '../../studio.ts';

/** Fills an untouched form as soon as the models are known. */
export const useDefaults = (): void => {
  const { queries, draft } = useStudio();
  const { data: models } = useQuery(queries.models);
  const { data: listed } = useQuery(queries.list(wholeLibrary));
  useEffect(() => {
    if (models !== undefined && listed !== undefined) fillDraft(draft, models, listed.ids);
  }, [models, listed, draft]);
};

/** The model that the form has chosen. */
export const useChosenModel = (id: string | null) => {
  const { queries } = useStudio();
  const { data: models } = useQuery(queries.models);
  return models?.find((model) => model.id === id) ?? null;
};
