import { useDirection } from '@mantine/core';
import { Notifications } from '@mantine/notifications';

/** What the studio says in passing: where the lines of the page end, so that the form at their start stays free. */
export const Messages = () => {
  const { dir } = useDirection();
  return <Notifications position={dir === 'rtl' ? 'bottom-left' : 'bottom-right'} limit={3} />;
};
