import { Button, Group, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CallError, wordsOf } from '../../../api/client.ts';
import { useStudio } from '../../../studio.ts';
import { Card } from '../../../ui/Card.tsx';
import classes from './Catalogue.module.css';
import { useTell } from '../../../ui/use-tell.ts';

/** Any repository of the hub, by name. */
export const OtherRepository = () => {
  const { t } = useTranslation();
  const tell = useTell();
  const { client } = useStudio();
  const [repository, setRepository] = useState('');
  const [file, setFile] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const start = async (): Promise<void> => {
    setProblem(null);
    const from = {
      kind: 'repository',
      repository: repository.trim(),
      revision: 'main',
      file: file.trim() === '' ? null : file.trim(),
    } as const;
    try {
      await client.invoke('downloads.start', { from, licence: null });
      setRepository('');
      setFile('');
    } catch (error) {
      setProblem(error instanceof CallError && error.error.code === 'bad-input' ? t('catalogue.badRepository') : tell(wordsOf(error)));
    }
  };
  return (
    <Card>
      <form
        aria-label={t('catalogue.other')}
        onSubmit={(event) => {
          event.preventDefault();
          void start();
        }}
      >
        <Group align="flex-start" gap="sm">
          <TextInput
            className={classes.wide}
            label={t('catalogue.other')}
            placeholder={t('catalogue.otherPlaceholder')}
            value={repository}
            error={problem}
            onChange={(event) => setRepository(event.currentTarget.value)}
          />
          <TextInput
            label={t('catalogue.file')}
            placeholder={t('catalogue.filePlaceholder')}
            value={file}
            onChange={(event) => setFile(event.currentTarget.value)}
          />
          <Button type="submit" variant="default" mt={25} disabled={repository.trim() === ''}>
            {t('catalogue.download')}
          </Button>
        </Group>
      </form>
    </Card>
  );
};
