import { Badge, Checkbox, Text, TextInput, UnstyledButton } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ModelFile } from '../../../electron/contract/records.ts';
import { useDraft, useLayout, useStudio } from '../../studio.ts';
import { Empty } from '../../ui/Empty.tsx';
import { VirtualGrid } from '../../ui/VirtualGrid.tsx';
import { useChosenModel } from '../generate/use-defaults.ts';
import { formatFacts } from '../../ui/format.ts';
import { FilePicture } from '../models/FilePicture.tsx';
import { fitsFamily, matchesWords } from '../models/find-files.ts';
import classes from './Loras.module.css';
import { useLoraFit } from './use-lora-fit.ts';
import { useLoras } from './use-loras.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { useTell } from '../../ui/use-tell.ts';

const Choice = ({ file, chosen, onChoose }: Readonly<{ file: ModelFile; chosen: boolean; onChoose: () => void }>) => {
  const { t, i18n } = useTranslation();
  const tell = useTell();
  const misfit = useLoraFit(chosen ? file.id : null);
  const problems = misfit === null ? file.problems : [...file.problems, misfit];
  return (
    <UnstyledButton className={classes.choice} aria-pressed={chosen} disabled={file.problems.length > 0} onClick={onChoose}>
      <FilePicture id={file.id} pictured={file.pictured} name={file.name} className={classes.large ?? ''} />
      <span className={classes.choiceWords}>
        <Text size="sm" fw={600} dir="auto" lineClamp={2}>
          {file.title ?? file.name}
        </Text>
        <Text size="xs" c="dimmed" lineClamp={1}>
          {formatFacts(i18n.language, [t(`family.${file.family}`, { defaultValue: file.family }), ...file.details.algorithms])}
        </Text>
        {problems.length > 0 ? (
          <Text size="xs" c="red" lineClamp={3}>
            {tell(problems)}
          </Text>
        ) : (
          file.words.length > 0 && (
            <Text size="xs" c="dimmed" lineClamp={1} dir="auto">
              {file.words.slice(0, 4).join(', ')}
            </Text>
          )
        )}
      </span>
      {chosen && (
        <Badge size="xs" className={classes.mark}>
          {t('loras.added')}
        </Badge>
      )}
    </UnstyledButton>
  );
};

/** All LoRAs of the model folders, to be found by name, title, author and trigger words. */
export const LoraPicker = () => {
  const { t } = useTranslation();
  const { queries } = useStudio();
  const open = useLayout((layout) => layout.loras);
  const setLoras = useLayout((layout) => layout.setLoras);
  const { data: files = [] } = useQuery(queries.modelFiles);
  const chosen = useDraft((draft) => draft.loras);
  const model = useChosenModel(useDraft((draft) => draft.model));
  const { add, remove } = useLoras();
  const [search, setSearch] = useState('');
  const [all, setAll] = useState(false);
  const loras = files.filter(({ kind }) => kind === 'lora');
  const fitting = all || model === null ? loras : loras.filter((file) => fitsFamily(file, model));
  const found = fitting.filter((file) => matchesWords(file, search));
  return (
    <Dialog opened={open} onClose={() => setLoras(false)} title={t('loras.title')} size="xl">
      <div className={classes.tools}>
        <TextInput
          flex={1}
          aria-label={t('loras.search')}
          placeholder={t('loras.search')}
          leftSection={<IconSearch size={16} aria-hidden />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          data-autofocus
        />
        {fitting.length < loras.length || all ? (
          <Checkbox label={t('loras.all')} checked={all} onChange={(event) => setAll(event.currentTarget.checked)} />
        ) : null}
      </div>
      {loras.length === 0 && <Empty title={t('loras.emptyTitle')} text={t('loras.emptyText')} />}
      {loras.length > 0 && found.length === 0 && <Text c="dimmed">{t('loras.noMatch')}</Text>}
      {found.length > 0 && (
        <VirtualGrid
          key={search}
          items={found}
          keyOf={({ id }) => id}
          smallest={150}
          estimate={250}
          label={t('loras.title')}
          className={classes.grid ?? ''}
          render={(file) => {
            const isChosen = chosen.some(({ name }) => name === file.name);
            return <Choice file={file} chosen={isChosen} onChoose={() => (isChosen ? remove(file.name) : add(file))} />;
          }}
        />
      )}
    </Dialog>
  );
};
