import { Button, Group, Progress, Text } from '@mantine/core';
import { skipToken, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { ImageId } from '../../../electron/contract/records.ts';
import type { Verification } from '../../../electron/contract/verification.ts';
import { keys } from '../../api/queries.ts';
import { useStudio } from '../../studio.ts';
import { formatNumber } from '../../ui/format.ts';
import { FaultWords } from '../../ui/Fault.tsx';
import { Notice } from '../../ui/Notice.tsx';

/** Where a picture's verification stands; null where there is none. */
export type VerifyState = Readonly<{ kind: 'running'; step: number; steps: number } | { kind: 'done'; result: Verification }> | null;

const levels = { identical: 'success', close: 'success', different: 'warning', impossible: 'error' } as const;

const Differences = ({ result }: Readonly<{ result: Verification }>) => {
  const { t } = useTranslation();
  if (result.differences.length === 0) return null;
  return (
    <ul style={{ marginBlock: 4, paddingInlineStart: 18 }}>
      {result.differences.map(({ what, made, now }) => (
        <li key={what}>{t('verify.difference', { what: t(`verify.what.${what}`), made: made.slice(0, 24), now: now.slice(0, 24) })}</li>
      ))}
    </ul>
  );
};

/** How close a second run of the picture's own recipe came. */
export const VerifyNote = ({ id }: Readonly<{ id: ImageId }>) => {
  const { t, i18n } = useTranslation();
  const { client } = useStudio();
  const cache = useQueryClient();
  const { data: state } = useQuery<VerifyState>({ queryKey: keys.verification(id), queryFn: skipToken });
  if (state == null) return null;
  if (state.kind === 'running') {
    const { step, steps } = state;
    return (
      <Group gap="sm" wrap="nowrap" role="status" aria-label={t('verify.running')} w="100%" maw={520}>
        <Text size="sm">{t('verify.running')}</Text>
        <Progress flex={1} value={steps === 0 ? 100 : (step / steps) * 100} animated={steps === 0} aria-label={t('verify.running')} />
        <Button size="compact-sm" variant="default" onClick={() => void client.invoke('images.stopVerify', null)}>
          {t('verify.stop')}
        </Button>
      </Group>
    );
  }
  const { result } = state;
  const { verdict, psnr, largest, changed, error } = result;
  return (
    <Notice
      level={levels[verdict]}
      title={t(`verify.${verdict}`)}
      dismiss={{ label: t('verify.dismiss'), run: () => cache.setQueryData(keys.verification(id), null) }}
    >
      {verdict === 'identical' && t('verify.identicalText')}
      {psnr !== null &&
        t('verify.measured', {
          psnr: formatNumber(i18n.language, psnr, 1),
          largest: formatNumber(i18n.language, largest ?? 0),
          changed: formatNumber(i18n.language, (changed ?? 0) * 100, 1),
        })}
      {error !== null && <FaultWords fault={error} />}
      <Differences result={result} />
    </Notice>
  );
};
