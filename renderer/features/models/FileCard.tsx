import { Badge, Button, Group, Text, Title, UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ModelFile } from '../../../electron/contract/records.ts';
import { useLayout } from '../../studio.ts';
import { formatBytes, formatFacts, formatList } from '../../ui/format.ts';
import { Card } from '../../ui/Card.tsx';
import { HostWords } from '../../ui/Fault.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { useLoras } from '../loras/use-loras.ts';
import { About } from './About.tsx';
import { CheckFile } from './CheckFile.tsx';
import { FilePicture } from './FilePicture.tsx';
import { shortHash } from './find-files.ts';
import classes from './Models.module.css';
import { RemoveModel } from './RemoveModel.tsx';

/** One LoRA, inversion or part: what it is, what it was trained with, and why it cannot be used. */
export const FileCard = ({ file }: Readonly<{ file: ModelFile }>) => {
  const { t, i18n } = useTranslation();
  const { add, insert } = useLoras();
  const go = useLayout((layout) => layout.go);
  const able = file.problems.length === 0;
  const { algorithms, rank, vectors } = file.details;
  const facts = [
    file.kind === 'clip' ? t('models.clip') : t(`family.${file.family}`, { defaultValue: file.family }),
    formatList(i18n.language, algorithms),
    rank === null ? '' : t('models.rank', { rank }),
    vectors === null ? '' : t(file.kind === 'clip' ? 'models.dimensions' : 'models.vectors', { count: vectors }),
    // of what cannot be read
    file.precision === 'unknown' ? '' : file.precision,
    formatBytes(i18n.language, file.bytes),
    file.licence ?? '',
  ].filter((fact) => fact !== '');
  const use = (): void => {
    if (file.kind === 'lora') add(file);
    else insert(file.name);
    go('studio');
  };
  return (
    <Card aria-label={file.name}>
      <div className={classes.fileCard}>
        <FilePicture id={file.id} pictured={file.pictured} name={file.name} className={classes.filePicture ?? ''} />
        <div className={classes.fileBody}>
          <div className={classes.fileHead}>
            <Title order={2} size="h5" dir="auto">
              {file.title ?? file.name}
            </Title>
            <Group gap={6} wrap="nowrap">
              <RemoveModel model={file} />
              {able && (file.kind === 'lora' || file.kind === 'inversion') && (
                <Button size="compact-sm" variant="light" aria-label={t('models.useOf', { name: file.name })} onClick={use}>
                  {t('models.useFile')}
                </Button>
              )}
            </Group>
          </div>
          <Text size="sm" c="dimmed">
            {formatFacts(i18n.language, facts)}
          </Text>
          <About of={file} />
          {!able && (
            <Notice level="error" title={t('models.cannot')}>
              <HostWords words={file.problems} />
            </Notice>
          )}
          {file.words.length > 0 && (
            <div className={classes.words} role="group" aria-label={t('loras.words', { name: file.name })}>
              {file.words.slice(0, 12).map((word) => (
                <UnstyledButton key={word} className={classes.word} dir="auto" onClick={() => insert(word)}>
                  {word}
                </UnstyledButton>
              ))}
            </div>
          )}
          {able && file.kind !== 'clip' && (
            <div className={classes.more}>
              <CheckFile id={file.id} name={file.name} />
            </div>
          )}
          <Text size="xs" c="dimmed" className={classes.path}>
            {file.hash !== null && (
              <Badge variant="default" size="sm" tt="none" fw={500} me={8}>
                {shortHash(file.hash)}
              </Badge>
            )}
            <bdi>{file.file}</bdi>
          </Text>
        </div>
      </div>
    </Card>
  );
};
