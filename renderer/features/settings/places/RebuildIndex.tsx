import { Button, Group, Progress, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LibraryRebuild } from '../../../../electron/contract/places.ts';
import { type Fault, faultOf } from '../../../api/client.ts';
import { useStudio } from '../../../studio.ts';
import { Dialog } from '../../../ui/Dialog.tsx';
import { FaultWords } from '../../../ui/Fault.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import classes from './Places.module.css';
import { RebuiltReport } from './RebuiltReport.tsx';

type Act = (work: Promise<unknown>) => void;

/** Over everything while it lasts: whatever the window asks for waits for it. */
const Reading = ({ rebuild, stop }: Readonly<{ rebuild: LibraryRebuild; stop: () => void }>) => {
  const { t } = useTranslation();
  const { done, total } = rebuild;
  const [stopping, setStopping] = useState(false);
  return (
    <Dialog title={t('places.rebuild.label')} onClose={null}>
      <div className={classes.moving}>
        <Text size="sm" role="status">
          {total === 0 ? t('places.rebuild.closing') : t('places.rebuild.reading', { done, total })}
        </Text>
        <Progress aria-label={t('places.rebuild.progress')} value={total === 0 ? 0 : (100 * done) / total} animated />
        <Group gap="xs">
          <Button
            variant="default"
            data-autofocus
            loading={stopping}
            onClick={() => {
              setStopping(true);
              stop();
            }}
          >
            {t('places.rebuild.stop')}
          </Button>
        </Group>
      </div>
    </Dialog>
  );
};

const Ask = ({ onEnd, begin }: Readonly<{ onEnd: () => void; begin: () => void }>) => {
  const { t } = useTranslation();
  return (
    <Dialog title={t('places.rebuild.title')} onClose={onEnd}>
      <Text size="sm">{t('places.rebuild.text')}</Text>
      <Group gap="xs" mt="md">
        <Button
          data-autofocus
          onClick={() => {
            onEnd();
            begin();
          }}
        >
          {t('places.rebuild.confirm')}
        </Button>
        <Button variant="default" onClick={onEnd}>
          {t('places.rebuild.cancel')}
        </Button>
      </Group>
    </Dialog>
  );
};

/** The index made anew from the pictures: a question, a bar that can be stopped, and what came of it. */
export const RebuildIndex = ({ rebuild }: Readonly<{ rebuild: LibraryRebuild | null }>) => {
  const { t } = useTranslation();
  const { client } = useStudio();
  const [asking, setAsking] = useState(false);
  const [failure, setFailure] = useState<Fault | null>(null);
  const act: Act = (work) => {
    setFailure(null);
    work.catch((reason: unknown) => setFailure(faultOf(reason)));
  };
  const stop = (): void => act(client.invoke('library.stopRebuild', null));
  return (
    <div>
      <Text size="sm" fw={600}>
        {t('places.rebuild.label')}
      </Text>
      <Text size="xs" c="dimmed">
        {t('places.rebuild.help')}
      </Text>
      {rebuild !== null && rebuild.state !== 'reading' && <RebuiltReport rebuild={rebuild} dismiss={stop} />}
      <Group gap="xs" mt={8}>
        <Button size="xs" variant="default" onClick={() => setAsking(true)}>
          {t('places.rebuild.begin')}
        </Button>
      </Group>
      {asking && <Ask onEnd={() => setAsking(false)} begin={() => act(client.invoke('library.rebuild', null))} />}
      {rebuild?.state === 'reading' && <Reading rebuild={rebuild} stop={stop} />}
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
