import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { faultOf } from '../api/client.ts';
import type { Say } from '../commands/command.ts';
import { FaultWords } from './Fault.tsx';

/** The undo that is on the screen. */
let offered: Readonly<{ id: string; undo: () => Promise<void> }> | null = null;

const withdraw = (): void => {
  if (offered !== null) notifications.hide(offered.id);
  offered = null;
};

/** Words of another language go with it. */
export const clearSaid = (): void => {
  notifications.clean();
  offered = null;
};

/** How long an undo is offered. */
const undoTime = 10_000;
/** How long a way to go on is. */
const leadTime = 6_000;

const WithButton = ({ message, label, onClick }: Readonly<{ message: string; label: string; onClick: () => void }>) => (
  <Group justify="space-between" wrap="nowrap">
    <Text size="sm" dir="auto">
      {message}
    </Text>
    <Button flex="none" size="compact-sm" variant="light" onClick={onClick}>
      {label}
    </Button>
  </Group>
);

export const useSay = (): Say => {
  const { t } = useTranslation();
  return useMemo(() => {
    const closeButtonProps = { 'aria-label': t('stage.dismiss') };
    const error = (message: ReactNode): void => {
      notifications.show({ message: <div dir="auto">{message}</div>, color: 'red', autoClose: 8_000, role: 'alert', closeButtonProps });
    };
    const fault = (reason: unknown): void => error(<FaultWords fault={faultOf(reason)} />);
    return {
      info: (message) => void notifications.show({ message, autoClose: 2_500, closeButtonProps }),
      error,
      fault,
      leading: (message, label, go) => {
        const follow = (): void => {
          notifications.hide(id);
          go();
        };
        const id: string = notifications.show({
          autoClose: leadTime,
          closeButtonProps,
          message: <WithButton message={message} label={label} onClick={follow} />,
        });
      },
      undoable: (message, undo) => {
        // one at a time, so that what is on offer covers nothing; older changes are taken back by key
        withdraw();
        const take = (): Promise<void> => {
          withdraw();
          return undo();
        };
        const id: string = notifications.show({
          autoClose: undoTime,
          closeButtonProps,
          onClose: () => {
            if (offered?.id === id) offered = null;
          },
          message: <WithButton message={message} label={t('library.undo')} onClick={() => void take().catch(fault)} />,
        });
        offered = { id, undo: take };
      },
      offered: () => offered?.undo ?? null,
      withdraw,
    };
  }, [t]);
};
