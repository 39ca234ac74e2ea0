import { Button, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ModelCheck } from '../../../electron/contract/records.ts';
import { errorMessage } from '../../api/client.ts';
import { useStudio } from '../../studio.ts';
import { Notice } from '../../ui/Notice.tsx';

/** Reads every number of a model or a file that goes with models, when asked, and says what it found. */
export const CheckFile = ({ id, name }: Readonly<{ id: string; name: string }>) => {
  const { t } = useTranslation();
  const { client } = useStudio();
  const [reading, setReading] = useState(false);
  const [found, setFound] = useState<ModelCheck | string | null>(null);
  const check = async (): Promise<void> => {
    setReading(true);
    setFound(await client.invoke('models.check', id).catch(errorMessage));
    setReading(false);
  };
  return (
    <>
      <div>
        <Button
          variant="subtle"
          color="gray"
          size="compact-sm"
          loading={reading}
          aria-label={t('models.checkOf', { name })}
          onClick={() => void check()}
        >
          {t('models.check')}
        </Button>
      </div>
      {typeof found === 'string' && <Notice level="error">{found}</Notice>}
      {found !== null && typeof found === 'object' && found.damaged.length === 0 && (
        <Text size="sm" c="dimmed" role="status">
          {t(found.files === 0 ? 'models.checkNothing' : 'models.checkWell')}
        </Text>
      )}
      {found !== null &&
        typeof found === 'object' &&
        found.damaged.map(({ file, tensor, problem }) => (
          <Notice key={file} level="error">
            {problem ?? t('models.checkDamaged', { file, tensor })}
          </Notice>
        ))}
    </>
  );
};
