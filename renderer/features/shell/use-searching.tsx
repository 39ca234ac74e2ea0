import { Button, Group, Progress, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { EventPayload } from '../../../electron/contract/events.ts';
import { useStudio } from '../../studio.ts';
import { useSay } from '../../ui/say.tsx';

/** One for all searches: they go on one after another. */
const id = 'searching';

type Searching = NonNullable<EventPayload<'models.searching'>['reading']>;

const Reading = ({ searching: { wanted, file, done, bytes }, stop }: Readonly<{ searching: Searching; stop: () => void }>) => {
  const { t } = useTranslation();
  const label = t('models.searching', { wanted, file });
  return (
    <>
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <Text size="sm" dir="auto">
          {label}
        </Text>
        <Button flex="none" size="compact-sm" variant="light" onClick={stop}>
          {t('models.stopSearch')}
        </Button>
      </Group>
      <Progress mt={8} size="xs" value={bytes === 0 ? 100 : (100 * done) / bytes} aria-label={label} />
    </>
  );
};

/** Says what is read where something is looked for by its content, and lets it be stopped: gigabytes take their time. */
export const useSearching = (): void => {
  const { client } = useStudio();
  const { fault } = useSay();
  useEffect(() => {
    const stop = (): void => void client.invoke('models.stopSearch', null).catch(fault);
    const end = client.subscribe('models.searching', ({ reading }) => {
      if (reading === null) return void notifications.hide(id);
      const notice = { id, autoClose: false, withCloseButton: false, message: <Reading searching={reading} stop={stop} /> } as const;
      // the first of them is new, and what is there already is not shown twice
      notifications.show(notice);
      notifications.update(notice);
    });
    return () => {
      notifications.hide(id);
      end();
    };
  }, [client, fault]);
};
