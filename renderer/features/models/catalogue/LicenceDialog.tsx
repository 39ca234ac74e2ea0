import { Button, Checkbox, Code, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Offer } from '../../../../electron/contract/downloads.ts';
import classes from './Catalogue.module.css';
import { Dialog } from '../../../ui/Dialog.tsx';

type Licence = NonNullable<Offer['licence']>;
type Props = Readonly<{ name: string; licence: Licence; onClose: () => void; onAgree: () => void }>;

/** A licence with conditions is agreed to before anything is fetched. */
export const LicenceDialog = ({ name, licence, onClose, onAgree }: Props) => {
  const { t } = useTranslation();
  const [agreed, setAgreed] = useState(false);
  return (
    <Dialog onClose={onClose} title={t('catalogue.licenceTitle', { name })}>
      <Stack gap="sm">
        <Text size="sm">{t('catalogue.licenceText', { licence: licence.name })}</Text>
        <Text size="sm">{t(`catalogue.conditions.${licence.conditions}`)}</Text>
        <Code block className={classes.url} dir="ltr">
          {licence.url}
        </Code>
        <Checkbox
          label={t('catalogue.agree')}
          checked={agreed}
          onChange={(event) => setAgreed(event.currentTarget.checked)}
          data-autofocus
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('catalogue.notNow')}
          </Button>
          <Button disabled={!agreed} onClick={onAgree}>
            {t('catalogue.download')}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
};
