import { ActionIcon, Group, NumberInput, Tooltip } from '@mantine/core';
import { IconDice5, IconLock, IconLockOpen } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { lockSeed, newSeed } from '../../commands/make.ts';
import { useRun } from '../../commands/use-commands.ts';
import { useDraft } from '../../studio.ts';

export const SeedField = () => {
  const { t } = useTranslation();
  const run = useRun();
  const seed = useDraft((draft) => draft.seed);
  const keepSeed = useDraft((draft) => draft.keepSeed);
  const problem = useDraft((draft) => draft.problems.seed);
  const edit = useDraft((draft) => draft.edit);
  const lockLabel = t(keepSeed ? 'generate.unlock' : 'generate.lock');
  return (
    <Group gap={6} align="flex-start" wrap="nowrap">
      <NumberInput
        flex={1}
        label={t('field.seed')}
        value={seed}
        hideControls
        clampBehavior="none"
        error={problem}
        // A seed that someone types is one that they want.
        onChange={(value) => edit({ seed: value, keepSeed: true })}
      />
      <Tooltip label={t('generate.dice')}>
        <ActionIcon mt={25} size={36} variant="default" aria-label={t('generate.dice')} onClick={() => run(newSeed)}>
          <IconDice5 size={18} stroke={1.6} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={lockLabel}>
        <ActionIcon
          mt={25}
          size={36}
          variant={keepSeed ? 'light' : 'default'}
          color={keepSeed ? 'ink' : 'gray'}
          aria-label={t('field.keepSeed')}
          aria-pressed={keepSeed}
          onClick={() => run(lockSeed)}
        >
          {keepSeed ? <IconLock size={18} stroke={1.6} aria-hidden /> : <IconLockOpen size={18} stroke={1.6} aria-hidden />}
        </ActionIcon>
      </Tooltip>
    </Group>
  );
};
