import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useDraft } from '../../studio.ts';
import { type Size, startOf } from './extend.ts';

/** Says what becomes of a picture that does not have the size of the one that starts from it. */
export const StartSize = ({ from }: Readonly<{ from: Size }>) => {
  const { t } = useTranslation();
  const { width, height } = useDraft((draft) => ({ width: draft.width, height: draft.height }));
  if (typeof width !== 'number' || typeof height !== 'number') return null;
  const to = { width, height };
  const what = startOf(from, to);
  return what === 'kept' ? null : (
    <Text size="xs" c="dimmed" role="status">
      {t(`source.${what}`, { from, to })}
    </Text>
  );
};
