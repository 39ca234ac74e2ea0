import { Progress, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useStudio } from '../../studio.ts';

/** How far the reading of files for their hashes is; nothing when all are known. */
export const Hashing = () => {
  const { t } = useTranslation();
  const { queries } = useStudio();
  const { data: hashing } = useQuery(queries.hashing);
  if (hashing === undefined || hashing === null || (hashing.left === 0 && hashing.done >= hashing.bytes)) return null;
  const label = t('models.hashing', { name: hashing.name, count: hashing.left });
  return (
    <div role="status">
      <Text size="xs" c="dimmed">
        {label}
      </Text>
      <Progress size="xs" value={hashing.bytes === 0 ? 100 : (100 * hashing.done) / hashing.bytes} aria-label={label} />
    </div>
  );
};
