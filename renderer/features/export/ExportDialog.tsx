import { Button, Group, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ExportTarget } from '../../../electron/contract/export.ts';
import { type Fault, faultOf, wordsOf } from '../../api/client.ts';
import { type Asked, type ExportChoices, optionsOf } from '../../state/exporting.ts';
import { useExporting, useStudio } from '../../studio.ts';
import { FaultWords } from '../../ui/Fault.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { DatasetChoices, ExtraChoices, FormatChoices, NameChoices, SizeChoices } from './Choices.tsx';
import classes from './Export.module.css';
import { Interrupted } from './Interrupted.tsx';
import { Running } from './Running.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { useTell } from '../../ui/use-tell.ts';

/** The names of the first are enough for the example. */
const exampleOf = (what: Asked['what']): Asked['what'] => (what.kind === 'ids' ? { ...what, ids: what.ids.slice(0, 20) } : what);

const kindsFor = (kind: 'desktop' | 'browser'): readonly ExportChoices['kind'][] =>
  kind === 'desktop' ? ['folder', 'zip', 'dataset'] : ['download', 'folder', 'dataset'];

const targetOf = ({ kind }: ExportChoices, path: string): ExportTarget => {
  if (kind === 'download') return { kind };
  return { kind: kind === 'zip' ? 'zip' : 'folder', path };
};

const Form = ({ what, count }: Asked) => {
  const { t } = useTranslation();
  const tell = useTell();
  const { client, queries } = useStudio();
  const { choices: kept, choose, follow } = useExporting((exporting) => exporting);
  const [failure, setFailure] = useState<Fault | null>(null);
  const kinds = kindsFor(client.kind);
  const choices = kinds.includes(kept.kind) ? kept : { ...kept, kind: kinds[0]! };
  const [asked] = useDebouncedValue(choices, 150);
  const { data: preview, error } = useQuery({
    ...queries.exportPreview(optionsOf(asked, exampleOf(what))),
    placeholderData: keepPreviousData,
  });
  const problem = error === null ? null : tell(wordsOf(error));
  const suggested = preview === undefined ? '' : choices.kind === 'zip' ? `${preview.folder}.zip` : preview.folder;
  const path = choices.path === '' ? suggested : choices.path;

  const browse = async () => {
    const chosen = await client.invoke('places.choose', { kind: choices.kind === 'zip' ? 'zip' : 'folder', initial: path });
    if (chosen !== null) choose({ path: chosen });
  };
  const start = async () => {
    setFailure(null);
    follow(await client.invoke('export.start', { options: optionsOf(choices, what), target: targetOf(choices, path) }));
  };
  const report = (reason: unknown) => setFailure(faultOf(reason));

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        start().catch(report);
      }}
    >
      <Stack gap="md">
        <SegmentedControl
          aria-label={t('export.kind.label')}
          value={choices.kind}
          onChange={(kind) => choose({ kind, path: '' })}
          data={kinds.map((value) => ({ value, label: t(`export.kind.${value}`) }))}
        />
        <FormatChoices choices={choices} choose={choose} />
        <SizeChoices choices={choices} choose={choose} />
        <NameChoices choices={choices} choose={choose} preview={preview} problem={problem} />
        {choices.kind === 'dataset' && <DatasetChoices choices={choices} choose={choose} />}
        <ExtraChoices choices={choices} choose={choose} />
        {choices.kind !== 'download' && (
          <Group gap="sm" align="flex-end" wrap="nowrap">
            <TextInput
              className={classes.grow ?? ''}
              label={t(choices.kind === 'zip' ? 'export.zipPath' : 'export.path')}
              dir="ltr"
              value={path}
              onChange={(event) => choose({ path: event.currentTarget.value })}
            />
            {client.kind === 'desktop' && (
              <Button variant="default" onClick={() => void browse().catch(report)}>
                {t('export.browse')}
              </Button>
            )}
          </Group>
        )}
        {failure !== null && (
          <Notice level="error">
            <FaultWords fault={failure} />
          </Notice>
        )}
      </Stack>
      <Group justify="space-between" className={classes.foot ?? ''}>
        <Text size="sm" c="dimmed">
          {t('export.count', { count })}
        </Text>
        <Button type="submit" data-autofocus disabled={problem !== null}>
          {t('export.submit')}
        </Button>
      </Group>
    </form>
  );
};

/** Pictures out of the library: what, how, where to, and how far it is. */
export const ExportDialog = () => {
  const { t } = useTranslation();
  const { queries } = useStudio();
  const { asked, running, close, follow } = useExporting((exporting) => exporting);
  const { data: jobs } = useQuery({ ...queries.exports, enabled: asked !== null });
  const job = jobs?.find(({ id }) => id === running);
  if (asked === null) return null;
  return (
    <Dialog onClose={close} title={t('export.title', { count: asked.count })} size={720}>
      {running === null && <Interrupted jobs={jobs ?? []} />}
      {running === null ? <Form {...asked} /> : job !== undefined && <Running job={job} onAgain={() => follow(null)} onClose={close} />}
    </Dialog>
  );
};
