import { Button, Group, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { keys } from '../../api/queries.ts';
import { useStudio } from '../../studio.ts';
import { useSay } from '../../ui/say.tsx';
import { Dialog } from '../../ui/Dialog.tsx';

/** Takes a model, or a file that goes with models, away, after asking. Built-in ones stay. */
export const RemoveModel = ({ model }: Readonly<{ model: Readonly<{ id: string; name: string; builtIn: boolean }> }>) => {
  const { t } = useTranslation();
  const { client, cache } = useStudio();
  const say = useSay();
  const [asking, { open, close }] = useDisclosure(false);
  if (model.builtIn) return null;
  const remove = async (): Promise<void> => {
    close();
    try {
      await client.invoke('models.remove', model.id);
      await cache.invalidateQueries({ queryKey: keys.catalogue });
    } catch (error) {
      say.fault(error);
    }
  };
  return (
    <>
      <Button size="compact-sm" variant="subtle" color="gray" aria-label={t('catalogue.removeOf', { name: model.name })} onClick={open}>
        {t('catalogue.remove')}
      </Button>
      <Dialog opened={asking} onClose={close} title={t('catalogue.removeOf', { name: model.name })}>
        <Stack gap="sm">
          <Text size="sm">{t('catalogue.removeText')}</Text>
          <Group justify="flex-end">
            <Button variant="default" onClick={close} data-autofocus>
              {t('catalogue.notNow')}
            </Button>
            <Button color="red" onClick={() => void remove()}>
              {t('catalogue.remove')}
            </Button>
          </Group>
        </Stack>
      </Dialog>
    </>
  );
};
