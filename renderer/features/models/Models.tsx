import { Badge, Button, Collapse, Group, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconReload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Model } from '../../../electron/contract/records.ts';
import { errorMessage } from '../../api/client.ts';
import { rescan } from '../../commands/go.ts';
import { useRun } from '../../commands/use-commands.ts';
import { useDraft, useLayout, useStudio } from '../../studio.ts';
import { Empty } from '../../ui/Empty.tsx';
import { formatBytes } from '../../ui/format.ts';
import { Notice } from '../../ui/Notice.tsx';
import { Screen } from '../../ui/Screen.tsx';
import { Catalogue } from './catalogue/Catalogue.tsx';
import classes from './Models.module.css';
import { PlaceSwitch } from './PlaceSwitch.tsx';

const useFacts = (model: Model): readonly (readonly [string, string])[] => {
  const { t, i18n } = useTranslation();
  const { sizes } = model;
  const size =
    sizes.kind === 'fixed'
      ? sizes.list.map(([width, height]) => t('picture.dimensions', { width, height })).join(', ')
      : t('models.freeSizes', sizes);
  return [
    [t('models.family'), model.family],
    [t('models.sizes'), size],
    [t('models.precision'), model.precision],
    [t('models.disk'), formatBytes(i18n.language, model.bytes)],
    [t('models.licence'), model.licence ?? '–'],
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
              <code>{file}</code>
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
          <Title order={2} size="h5">
            {model.name}
          </Title>
          {model.builtIn && (
            <Badge variant="light" size="sm" tt="none" fw={500}>
              {t('models.builtIn')}
            </Badge>
          )}
        </Group>
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
      {!able && (
        <Notice level="error" title={t('models.cannot')}>
          {model.problems.map((problem) => (
            <Text key={problem} size="sm">
              {problem}
            </Text>
          ))}
        </Notice>
      )}
      {model.warnings.map((warning) => (
        <Notice key={warning} level="warning">
          {warning}
        </Notice>
      ))}
      <dl className={classes.facts}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
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

/** What is installed, and why something cannot run. */
const Installed = () => {
  const { t } = useTranslation();
  const { queries } = useStudio();
  const run = useRun();
  const { data: models, error } = useQuery(queries.models);
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
      {models?.length === 0 && <Empty title={t('models.emptyTitle')} text={t('models.emptyText')} />}
      <div className={classes.list}>
        {models?.map((model) => (
          <Card key={model.id} model={model} />
        ))}
      </div>
    </Screen>
  );
};
