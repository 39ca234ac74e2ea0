import { Badge, Button, Collapse, Group, SegmentedControl, TextInput, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconReload, IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Model, ModelFile } from '../../../electron/contract/records.ts';
import { errorMessage } from '../../api/client.ts';
import { rescan } from '../../commands/go.ts';
import { useRun } from '../../commands/use-commands.ts';
import { useDraft, useLayout, useStudio } from '../../studio.ts';
import { Empty } from '../../ui/Empty.tsx';
import { formatBytes, formatList } from '../../ui/format.ts';
import { HostWords } from '../../ui/Fault.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Screen } from '../../ui/Screen.tsx';
import { VirtualGrid } from '../../ui/VirtualGrid.tsx';
import { Catalogue } from './catalogue/Catalogue.tsx';
import { CheckFile } from './CheckFile.tsx';
import { Choices } from './Choices.tsx';
import { FileCard } from './FileCard.tsx';
import { FilePicture } from './FilePicture.tsx';
import { matchesWords, shortHash } from './find-files.ts';
import { Hashing } from './Hashing.tsx';
import classes from './Models.module.css';
import { PlaceSwitch } from './PlaceSwitch.tsx';
import { RemoveModel } from './RemoveModel.tsx';

const useFacts = (model: Model): readonly (readonly [string, string])[] => {
  const { t, i18n } = useTranslation();
  const { sizes } = model;
  const size =
    sizes.kind === 'fixed'
      ? formatList(
          i18n.language,
          sizes.list.map(([width, height]) => t('picture.dimensions', { width, height })),
        )
      : t('models.freeSizes', sizes);
  return [
    [t('models.family'), t(`family.${model.family}`, { defaultValue: model.family })],
    [t('field.predicts'), t(`predicts.${model.predicts}`, { defaultValue: model.predicts })],
    [t('models.sizes'), size],
    [t('models.precision'), model.precision],
    [t('models.disk'), formatBytes(i18n.language, model.bytes)],
    [t('models.licence'), model.licence ?? '–'],
    [t('models.hash'), shortHash(model.hash) ?? t('models.noHash')],
    [t('models.folder'), model.folder],
  ];
};

const Components = ({ model }: Readonly<{ model: Model }>) => {
  const { t, i18n } = useTranslation();
  const [open, { toggle }] = useDisclosure(false);
  return (
    <>
      <Button variant="subtle" color="gray" size="compact-sm" aria-expanded={open} onClick={toggle}>
        {t('models.components')}
      </Button>
      <Collapse expanded={open} w="100%">
        <ul className={classes.components}>
          {model.components.map(({ role, file, bytes, precision }) => (
            <li key={`${role} ${file}`}>
              <span>{role}</span>
              <code dir="ltr">{file}</code>
              <span>{t('models.componentSize', { precision, size: formatBytes(i18n.language, bytes) })}</span>
            </li>
          ))}
        </ul>
      </Collapse>
    </>
  );
};

const Card = ({ model }: Readonly<{ model: Model }>) => {
  const { t } = useTranslation();
  const takeDefaults = useDraft((draft) => draft.takeDefaults);
  const go = useLayout((layout) => layout.go);
  const facts = useFacts(model);
  const able = model.problems.length === 0;
  return (
    <article className={classes.card} aria-label={model.name}>
      <Group justify="space-between" wrap="nowrap">
        <Group gap="xs">
          {model.pictured && <FilePicture id={model.id} pictured name={model.name} className={classes.filePicture ?? ''} />}
          <Title order={2} size="h5">
            {model.name}
          </Title>
          {model.builtIn && (
            <Badge variant="light" size="sm" tt="none" fw={500}>
              {t('models.builtIn')}
            </Badge>
          )}
        </Group>
        <Group gap={6} wrap="nowrap">
          <RemoveModel model={model} />
          {able && (
            <Button
              size="compact-sm"
              variant="light"
              aria-label={t('models.useOf', { name: model.name })}
              onClick={() => {
                takeDefaults(model);
                go('studio');
              }}
            >
              {t('models.use')}
            </Button>
          )}
        </Group>
      </Group>
      {!able && (
        <Notice level="error" title={t('models.cannot')}>
          {model.problems.map((problem) => (
            <HostWords key={problem}>{problem}</HostWords>
          ))}
        </Notice>
      )}
      {model.warnings.map((warning) => (
        <Notice key={warning} level="warning">
          <HostWords>{warning}</HostWords>
        </Notice>
      ))}
      <dl className={classes.facts}>
        {(model.components.length === 0 ? facts.slice(-1) : facts).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd dir="auto">{value}</dd>
          </div>
        ))}
      </dl>
      {!model.builtIn && (able || model.lacks.length > 0) && <Choices model={model} />}
      {model.components.some(({ file }) => file.includes('.safetensors')) && <CheckFile id={model.id} name={model.name} />}
      {model.components.length > 0 && (
        <div>
          <Components model={model} />
        </div>
      )}
    </article>
  );
};

/** What is installed, or what can be had. */
export const Models = () => (useLayout((layout) => layout.models) === 'catalogue' ? <Catalogue /> : <Installed />);

type Section = 'models' | 'loras' | 'inversions' | 'parts';
/** Kinds of files in each section; models are a list of their own. */
const sections: Readonly<Record<Section, readonly ModelFile['kind'][]>> = {
  models: [],
  loras: ['lora'],
  inversions: ['inversion'],
  parts: ['vae', 'text-encoder', 'preview-decoder'],
};
const sectionNames = ['models', 'loras', 'inversions', 'parts'] as const;

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
      {error !== null && <Empty title={t('models.title')} text={errorMessage(error)} />}
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
      {section === 'models' && (
        <div className={classes.list}>
          {shownModels?.map((model) => (
            <Card key={model.id} model={model} />
          ))}
        </div>
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
