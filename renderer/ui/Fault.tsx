import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Words } from '../../native-models/words/sentence.ts';
import type { Fault } from '../api/client.ts';
import { useTell } from './use-tell.ts';

/** What host, engine or models say; somebody else's own words (onnxruntime's, the system's) are English in every language. */
export const HostWords = ({ words }: Readonly<{ words: Words }>) => {
  const tell = useTell();
  return (
    <Text component="span" display="block" inherit dir="auto" {...(typeof words === 'string' ? { lang: 'en' } : {})}>
      {tell(words)}
    </Text>
  );
};

/** What went wrong: what kind of thing it is, and what the host says of it. */
export const FaultWords = ({ fault }: Readonly<{ fault: Fault }>) => {
  const { t } = useTranslation();
  return (
    <>
      <Text component="span" display="block" inherit fw={600}>
        {t(`error.${fault.code}`)}
      </Text>
      <HostWords words={fault.message} />
    </>
  );
};
