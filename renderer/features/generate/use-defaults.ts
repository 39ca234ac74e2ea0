import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useStudio } from '../../studio.ts';

/** Fills an untouched form from the first model that can run, and gives a first-time user an example to press Generate on. */
export const useDefaults = (): void => {
  const { queries, draft } = useStudio();
  const { data: models } = useQuery(queries.models);
  const { data: ids } = useQuery(queries.ids(''));
  useEffect(() => {
    if (models === undefined || ids === undefined) return;
    const { model, prompt, takeDefaults, edit } = draft.getState();
    const chosen = models.find(({ id }) => id === model);
    const first = models.find(({ problems }) => problems.length === 0) ?? models[0];
    if (chosen === undefined && first !== undefined) takeDefaults(first);
    const example = (chosen ?? first)?.examples[0];
    if (prompt === '' && ids.length === 0 && example !== undefined) edit({ prompt: example });
  }, [models, ids, draft]);
};

/** The model that the form has chosen. */
export const useChosenModel = (id: string | null) => {
  const { queries } = useStudio();
  const { data: models } = useQuery(queries.models);
  return models?.find((model) => model.id === id) ?? null;
};
