import { Button, Code, CopyButton, Text } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Notice } from '../../ui/Notice.tsx';
import classes from './Devices.module.css';

/** The command that brings the CUDA provider, for a card that has none yet. */
export const InstallCuda = ({ command }: Readonly<{ command: string }>) => {
  const { t } = useTranslation();
  return (
    <div>
      <Notice level="warning" title={t('devices.installTitle')}>
        <Text size="sm">{t('devices.installText')}</Text>
        <div className={classes.command}>
          <Code block dir="ltr">
            {command}
          </Code>
          <CopyButton value={command}>
            {({ copied, copy }) => (
              <Button
                size="compact-sm"
                variant="default"
                leftSection={copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
                onClick={copy}
              >
                {t(copied ? 'devices.copied' : 'devices.copy')}
              </Button>
            )}
          </CopyButton>
        </div>
      </Notice>
    </div>
  );
};
