import { Button, SegmentedControl, TextInput } from '@mantine/core';
import { IconReload, IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ModelFile } from '../../../electron/contract/records.ts';
import { wordsOf } from '../../api/client.ts';
import { useTell } from '../../ui/use-tell.ts';
import { rescan } from '../../commands/go.ts';
import { useRun } from '../../commands/use-commands.ts';
import { useLayout, useStudio } from '../../studio.ts';
import { CardList } from '../../ui/Card.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Screen } from '../../ui/Screen.tsx';
import { VirtualGrid } from '../../ui/VirtualGrid.tsx';
import { Catalogue } from './catalogue/Catalogue.tsx';
import { FileCard } from './FileCard.tsx';
import { matchesWords } from './find-files.ts';
import { Hashing } from './Hashing.tsx';
import { ModelCard } from './ModelCard.tsx';
import classes from './Models.module.css';
import { PlaceSwitch } from './PlaceSwitch.tsx';

/** What is installed, or what can be had. */
export const Models = () => (useLayout((layout) => layout.models) === 'catalogue' ? <Catalogue /> : <Installed />);

type Section = 'models' | 'loras' | 'inversions' | 'parts' | 'clips';
/** Kinds of files in each section; models are a list of their own. */
const sections: Readonly<Record<Section, readonly ModelFile['kind'][]>> = {
  models: [],
  loras: ['lora'],
  inversions: ['inversion'],
  parts: ['vae', 'text-encoder', 'preview-decoder'],
  clips: ['clip'],
};
const sectionNames = ['models', 'loras', 'inversions', 'parts', 'clips'] as const;

const matches = (texts: readonly (string | null)[], search: string): boolean => {
  const text = texts.join(' ').toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
};

/** What is installed, and why something cannot run. */
const Installed = () => {
  const { t } = useTranslation();
  const tell = useTell();
  const { queries } = useStudio();
  const run = useRun();
  const { data: models, error } = useQuery(queries.models);
  const { data: files = [] } = useQuery(queries.modelFiles);
  const [section, setSection] = useState<Section>('models');
  const [search, setSearch] = useState('');
  const shownModels = models?.filter(({ name, family, hash }) => matches([name, family, hash], search));
  const shownFiles = files.filter((file) => sections[section].includes(file.kind) && matchesWords(file, search));
  return (
    <Screen
      title={t('models.title')}
      note={t('models.text')}
      tools={
        <>
          <PlaceSwitch />
          <Button variant="default" leftSection={<IconReload size={16} aria-hidden />} onClick={() => run(rescan)}>
            {t('models.rescan')}
          </Button>
        </>
      }
    >
      {error !== null && <Empty title={t('models.title')} text={tell(wordsOf(error))} />}
      <div className={classes.sections}>
        <SegmentedControl
          aria-label={t('models.sections')}
          data={sectionNames.map((name) => ({ value: name, label: t(`models.section.${name}`) }))}
          value={section}
          onChange={setSection}
        />
        <TextInput
          className={classes.search ?? ''}
          aria-label={t('models.search')}
          placeholder={t('models.search')}
          leftSection={<IconSearch size={16} aria-hidden />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        <Hashing />
      </div>
      {section === 'models' && models?.length === 0 && <Empty title={t('models.emptyTitle')} text={t('models.emptyText')} />}
      {section === 'models' && models !== undefined && models.length > 0 && shownModels?.length === 0 && (
        <Empty title={t('models.noFilesTitle')} text={t('models.noFilesText')} />
      )}
      {section === 'models' && (
        <CardList>
          {shownModels?.map((model) => (
            <ModelCard key={model.id} model={model} />
          ))}
        </CardList>
      )}
      {section !== 'models' && shownFiles.length === 0 && <Empty title={t('models.noFilesTitle')} text={t('models.noFilesText')} />}
      {section !== 'models' && shownFiles.length > 0 && (
        <VirtualGrid
          key={`${section} ${search}`}
          items={shownFiles}
          keyOf={({ id }) => id}
          estimate={150}
          label={t(`models.section.${section}`)}
          className={classes.files ?? ''}
          render={(file) => <FileCard file={file} />}
        />
      )}
    </Screen>
  );
};
