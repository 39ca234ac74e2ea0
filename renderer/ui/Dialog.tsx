import { Modal, type ModalProps } from '@mantine/core';
import { type ReactNode, useLayoutEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { beModal, useFocusBack } from './focus.ts';

type Props = Readonly<{
  title: string;
  size?: NonNullable<ModalProps['size']>;
  /** Left out by dialogs that are there only while they are open. */
  opened?: boolean;
  /** Null where only what is inside ends it: then there is no cross, and Escape does nothing. */
  onClose: (() => void) | null;
  children: ReactNode;
}>;

const stay = (): void => undefined;

/** A dialog over everything. What had the focus before has it again, whether the dialog is closed or taken away. */
export const Dialog = ({ title, size = 'md', opened = true, onClose, children }: Props) => {
  const { t } = useTranslation();
  useFocusBack(opened);
  useLayoutEffect(() => (opened ? beModal() : undefined), [opened]);
  return (
    <Modal
      opened={opened}
      onClose={onClose ?? stay}
      withCloseButton={onClose !== null}
      closeOnEscape={onClose !== null}
      closeOnClickOutside={onClose !== null}
      title={title}
      size={size}
      centered
      yOffset="2dvh"
      returnFocus={false}
      closeButtonProps={{ 'aria-label': t('dialog.close') }}
    >
      {children}
    </Modal>
  );
};
