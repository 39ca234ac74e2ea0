import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { errorMessage } from '../api/client.ts';
import type { Say } from '../commands/command.ts';

/** How long an undo is offered. */
const undoTime = 10_000;

const error = (message: string): void => {
  notifications.show({ message, color: 'red', autoClose: 8_000, role: 'alert' });
};

export const useSay = (): Say => {
  const { t } = useTranslation();
  return useMemo(
    () => ({
      info: (message) => void notifications.show({ message, autoClose: 2_500 }),
      error,
      undoable: (message, undo) => {
        const id = notifications.show({
          autoClose: undoTime,
          message: (
            <Group justify="space-between" wrap="nowrap">
              <Text size="sm">{message}</Text>
              <Button
                size="compact-sm"
                variant="light"
                onClick={() => {
                  notifications.hide(id);
                  undo().catch((reason: unknown) => error(errorMessage(reason)));
                }}
              >
                {t('library.undo')}
              </Button>
            </Group>
          ),
        });
      },
    }),
    [t],
  );
};
