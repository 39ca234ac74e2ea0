import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Image, Model } from '../../../electron/contract/records.ts';
import { useDraft, useLayout, useStudio } from '../../studio.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { EnlargeForm } from './EnlargeForm.tsx';

/** Those that can draw from a picture, the form's own first. */
const drawers = (models: readonly Model[], chosen: string | null): readonly Model[] =>
  models
    .filter(({ problems, edits }) => problems.length === 0 && !edits)
    .toSorted((a, b) => Number(b.id === chosen) - Number(a.id === chosen));

/** Makes a picture again, larger, from itself. */
export const Enlarge = ({ image }: Readonly<{ image: Image }>) => {
  const { t } = useTranslation();
  const { queries } = useStudio();
  const chosen = useDraft((draft) => draft.model);
  const open = useLayout((layout) => layout.enlarging === image.id);
  const setEnlarging = useLayout((layout) => layout.setEnlarging);
  const { data: models } = useQuery({ ...queries.models, enabled: open });
  if (!open || models === undefined) return null;
  const close = () => setEnlarging(null);
  return (
    <Dialog onClose={close} title={t('enlarge.title')} size={460}>
      <EnlargeForm image={image} models={drawers(models, chosen)} close={close} />
    </Dialog>
  );
};
