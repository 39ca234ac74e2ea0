import { ActionIcon, Popover, Text, TextInput, Tooltip, UnstyledButton } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconHistory, IconSearch } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { pastPromptsId, promptHistory } from '../../../commands/make.ts';
import { useRun } from '../../../commands/use-commands.ts';
import { useDraft, useLayout, useStudio } from '../../../studio.ts';
import { useFocusBack } from '../../../ui/focus.ts';
import { Keys } from '../../../ui/Keys.tsx';
import classes from './Prompt.module.css';

const shown = 40;

const Past = ({ onTake }: Readonly<{ onTake: () => void }>) => {
  const { t } = useTranslation();
  const { queries } = useStudio();
  const edit = useDraft((draft) => draft.edit);
  const [typed, setTyped] = useState('');
  const [search] = useDebouncedValue(typed, 150);
  const { data: entries = [] } = useQuery({ ...queries.prompts(search), placeholderData: keepPreviousData });
  return (
    <>
      <TextInput
        size="sm"
        data-autofocus
        aria-label={t('history.search')}
        placeholder={t('history.search')}
        leftSection={<IconSearch size={15} aria-hidden />}
        value={typed}
        maxLength={500}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <div className={classes.past} role="list" aria-label={t('history.title')}>
        {entries.length === 0 && (
          <Text size="sm" c="dimmed" p="xs">
            {search === '' ? t('history.emptyText') : t('history.noMatch', { search })}
          </Text>
        )}
        {entries.slice(0, shown).map(({ id, prompt, negativePrompt }) => (
          <div key={id} role="listitem">
            <UnstyledButton
              className={classes.pastEntry}
              onClick={() => {
                edit({ prompt, negativePrompt });
                onTake();
              }}
            >
              <span dir="auto">{prompt}</span>
              {negativePrompt !== '' && <small dir="auto">{t('history.not', { prompt: negativePrompt })}</small>}
            </UnstyledButton>
          </div>
        ))}
      </div>
    </>
  );
};

/** The prompt log, searched and taken without leaving the form. */
export const PastPrompts = () => {
  const { t } = useTranslation();
  const run = useRun();
  const open = useLayout((layout) => layout.pastPrompts);
  const setOpen = useLayout((layout) => layout.setPastPrompts);
  useFocusBack(open);
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" width={304} shadow="md" trapFocus withinPortal>
      <Popover.Target>
        <Tooltip label={<Keys keys="H" />}>
          <ActionIcon
            id={pastPromptsId}
            size={24}
            aria-label={t('command.promptHistory')}
            aria-expanded={open}
            onClick={() => run(promptHistory)}
          >
            <IconHistory size={15} stroke={1.7} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown p="xs" aria-label={t('command.promptHistory')}>
        {open && <Past onTake={() => setOpen(false)} />}
      </Popover.Dropdown>
    </Popover>
  );
};
