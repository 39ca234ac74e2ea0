import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { wholeLibrary } from '../../../electron/contract/query/library-query.ts';
import { lackingIn } from '../../state/fill-draft.ts';
import { useStudio } from '../../studio.ts';

/** Fills an untouched form as soon as the models are known. */
export const useDefaults = (): void => {
  const { queries, draft } = useStudio();
  const { i18n } = useTranslation();
  const { data: models } = useQuery(queries.models);
  const { data: listed } = useQuery(queries.list(wholeLibrary));
  useEffect(() => {
    if (models === undefined || listed === undefined) return;
    const lacking = lackingIn(draft.getState(), models, listed.ids, i18n.language);
    if (Object.keys(lacking).length > 0) draft.getState().edit(lacking);
  }, [models, listed, draft, i18n.language]);
};

/** The model that the form has chosen. */
export const useChosenModel = (id: string | null) => {
  const { queries } = useStudio();
  const { data: models } = useQuery(queries.models);
  return models?.find((model) => model.id === id) ?? null;
};
