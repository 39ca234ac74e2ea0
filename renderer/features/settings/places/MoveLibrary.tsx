import { Button, Group, Progress, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LibraryMove, Places } from '../../../../electron/contract/places.ts';
import { type Fault, faultOf } from '../../../api/client.ts';
import { useStudio } from '../../../studio.ts';
import { FaultWords, HostWords } from '../../../ui/Fault.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import classes from './Places.module.css';

type Act = (work: Promise<unknown>) => void;

const Moving = ({ move, act }: Readonly<{ move: LibraryMove; act: Act }>) => {
  const { t } = useTranslation();
  const { client } = useStudio();
  const stopped = move.state === 'interrupted' || move.state === 'failed';
  return (
    <div className={classes.moving}>
      {move.error !== null && (
        <Notice level="error">
          <HostWords words={move.error.message} />
        </Notice>
      )}
      <Text size="sm" role="status">
        {t(`places.move.${move.state}`, { to: move.to, done: move.files, total: move.total })}
      </Text>
      {!stopped && (
        <Progress aria-label={t('places.move.progress')} value={move.total === 0 ? 0 : (100 * move.files) / move.total} animated />
      )}
      <Group gap="xs">
        {stopped && (
          <Button size="xs" onClick={() => act(client.invoke('library.move', move.to))}>
            {t('places.move.resume')}
          </Button>
        )}
        {move.state !== 'clearing' && (
          <Button size="xs" variant="default" onClick={() => act(client.invoke('library.stopMove', null))}>
            {t(stopped ? 'places.move.giveUp' : 'places.move.stop')}
          </Button>
        )}
      </Group>
    </div>
  );
};

/** The library into another folder. */
export const MoveLibrary = ({ places }: Readonly<{ places: Places }>) => {
  const { t } = useTranslation();
  const { client } = useStudio();
  const [path, setPath] = useState('');
  const [failure, setFailure] = useState<Fault | null>(null);
  const report = (reason: unknown): void => setFailure(faultOf(reason));
  const act: Act = (work) => {
    setFailure(null);
    work.catch(report);
  };
  const begin = async (): Promise<void> => {
    await client.invoke('library.move', path.trim());
    setPath('');
  };
  const browse = async (): Promise<void> => {
    const chosen = await client.invoke('places.choose', { kind: 'folder', initial: places.library });
    if (chosen !== null) setPath(chosen);
  };
  return (
    <div>
      {places.move === null ? (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (path.trim() !== '') act(begin());
          }}
        >
          <Text size="sm" fw={600} component="label" htmlFor="move-library">
            {t('places.move.label')}
          </Text>
          <Text size="xs" c="dimmed">
            {t('places.move.help')}
          </Text>
          <div className={classes.choose}>
            <TextInput
              id="move-library"
              flex={1}
              dir="ltr"
              placeholder={t('places.move.placeholder')}
              value={path}
              onChange={(event) => setPath(event.currentTarget.value)}
            />
            {client.kind === 'desktop' && (
              <Button variant="default" onClick={() => act(browse())}>
                {t('places.move.browse')}
              </Button>
            )}
            <Button type="submit" variant="default" disabled={path.trim() === ''}>
              {t('places.move.submit')}
            </Button>
          </div>
        </form>
      ) : (
        <Moving move={places.move} act={act} />
      )}
      {failure !== null && (
        <div className={classes.failure}>
          <Notice level="error">
            <FaultWords fault={failure} />
          </Notice>
        </div>
      )}
    </div>
  );
};
