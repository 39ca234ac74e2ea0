import { Button, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ModelCheck } from '../../../electron/contract/records.ts';
import { type Fault, faultOf } from '../../api/client.ts';
import { useStudio } from '../../studio.ts';
import { Notice } from '../../ui/Notice.tsx';
import { FaultWords, HostWords } from '../../ui/Fault.tsx';

/** Reads every number of a model or a file that goes with models, when asked, and says what it found. */
export const CheckFile = ({ id, name }: Readonly<{ id: string; name: string }>) => {
  const { t } = useTranslation();
  const { client } = useStudio();
  const [reading, setReading] = useState(false);
  const [found, setFound] = useState<ModelCheck | Fault | null>(null);
  const check = async (): Promise<void> => {
    setReading(true);
    setFound(await client.invoke('models.check', id).catch(faultOf));
    setReading(false);
  };
  return (
    <>
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
      {found !== null && 'code' in found && (
        <Notice level="error">
          <FaultWords fault={found} />
        </Notice>
      )}
      {found !== null && 'damaged' in found && found.damaged.length === 0 && (
        <Text size="sm" c="dimmed" role="status">
          {t(found.files === 0 ? 'models.checkNothing' : 'models.checkWell')}
        </Text>
      )}
      {found !== null &&
        'damaged' in found &&
        found.damaged.map(({ file, tensor, problem }) => (
          <Notice key={file} level="error">
            {problem === null ? t('models.checkDamaged', { file, tensor }) : <HostWords words={problem} />}
          </Notice>
        ))}
    </>
  );
};
