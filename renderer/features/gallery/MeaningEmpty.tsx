import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { asksMeaning, type LibraryQuery } from '../../../electron/contract/query/library-query.ts';
import { useLayout, useStudio } from '../../studio.ts';
import { Empty } from '../../ui/Empty.tsx';

type Lacks = 'off' | 'no-clip';

/** Whether the library is asked what pictures show, what that lacks here, and whether nothing has been looked at yet. */
export const useMeaningAsked = (query: LibraryQuery): Readonly<{ asksMeaning: boolean; lacks: Lacks | null; unseen: boolean }> => {
  const { queries } = useStudio();
  const byMeaning = useLayout((layout) => layout.byMeaning);
  const { data: meaning } = useQuery(queries.meaning);
  const needs = asksMeaning(query);
  const state = meaning?.state;
  const lacks = needs && (state === 'off' || state === 'no-clip') ? state : null;
  return { asksMeaning: needs || byMeaning, lacks, unseen: needs && meaning?.seen === 0 };
};

/** There is nothing that could look at pictures, and where that can be changed. */
export const NoMeaning = ({ lacks }: Readonly<{ lacks: Lacks }>) => {
  const { t } = useTranslation();
  const go = useLayout((layout) => layout.go);
  const goModels = useLayout((layout) => layout.goModels);
  return lacks === 'off' ? (
    <Empty title={t('meaning.offTitle')} text={t('meaning.offText')}>
      <Button mt="sm" variant="default" onClick={() => go('settings')}>
        {t('catalogue.openSettings')}
      </Button>
    </Empty>
  ) : (
    <Empty title={t('meaning.noClipTitle')} text={t('meaning.noClipText')}>
      <Button mt="sm" onClick={() => goModels('catalogue')}>
        {t('meaning.getClip')}
      </Button>
    </Empty>
  );
};

/** Pictures are about to be looked at. */
export const NotSeenYet = () => {
  const { t } = useTranslation();
  return <Empty title={t('meaning.notYetTitle')} text={t('meaning.notYetText')} />;
};
