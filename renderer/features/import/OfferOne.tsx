import { Button, Group, Loader, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { FileSettings } from '../../../electron/contract/origin.ts';
import { toBase64 } from '../../api/base64.ts';
import { faultOf } from '../../api/client.ts';
import { takeSettings } from '../../commands/take-settings.ts';
import { useCommandContext } from '../../commands/use-commands.ts';
import { draftOfSettings } from '../../state/known-fields.ts';
import { useStudio } from '../../studio.ts';
import { FaultWords, HostWords } from '../../ui/Fault.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { useSource } from '../source/use-source.ts';
import { Facts, LeftBehindList } from './Facts.tsx';
import classes from './Import.module.css';
import { useFacts } from './use-facts.ts';
import { useImport } from './use-import.ts';
import { useTell } from '../../ui/use-tell.ts';

/** Shows a file that is in no library; its address is given back when it is no longer shown. */
const Preview = ({ file }: Readonly<{ file: File }>) => {
  const show = useCallback(
    (image: HTMLImageElement) => {
      const address = URL.createObjectURL(file);
      image.src = address;
      return () => URL.revokeObjectURL(address);
    },
    [file],
  );
  return <img className={classes.preview} ref={show} alt={file.name} />;
};

/** One picture: its settings, itself as a start, or a place in the library. */
export const OfferOne = ({ file, onEnd }: Readonly<{ file: File; onEnd: () => void }>) => {
  const { t } = useTranslation();
  const { client } = useStudio();
  const { data, error } = useQuery({
    queryKey: ['offer', file.name, file.size, file.lastModified],
    queryFn: async () => client.invoke('sources.settings', { base64: await toBase64(file) }),
    gcTime: 0,
  });
  return (
    <div className={classes.offer}>
      <Preview file={file} />
      <div className={classes.said}>
        {error !== null && (
          <Notice level="error">
            <FaultWords fault={faultOf(error)} />
          </Notice>
        )}
        {data === undefined && error === null && <Loader size="sm" aria-label={t('import.reading')} />}
        {data !== undefined && <Said file={file} settings={data} onEnd={onEnd} />}
      </div>
    </div>
  );
};

const Said = ({ file, settings, onEnd }: Readonly<{ file: File; settings: FileSettings; onEnd: () => void }>) => {
  const { t } = useTranslation();
  const tell = useTell();
  const context = useCommandContext();
  const { queries, layout, say } = context;
  const { data: models = [] } = useQuery(queries.models);
  const { start } = useSource();
  const { run } = useImport();
  const { tool, fields, leftBehind, reason } = settings;
  const facts = useFacts(fields);
  const { missingModel } = draftOfSettings(settings, models);
  const missing = missingModel !== null ? [{ name: t('import.modelNotHere'), value: missingModel }] : [];
  const left = [...missing, ...leftBehind];
  // a photograph has no settings: then it is a start
  const likely = facts.length > 0 ? 'settings' : 'start';
  const expected = useRef<HTMLButtonElement>(null);
  // what is likely wanted comes after the file has been read, and with it the focus
  useEffect(() => expected.current?.focus(), []);

  const use = (): void => {
    takeSettings(context, settings).catch(say.fault);
    onEnd();
  };
  const startFrom = (): void => {
    layout.getState().go('studio');
    void start(file);
    onEnd();
  };
  const add = async (): Promise<void> => {
    const { known, refused, error } = await run([file]);
    const wrong = error ?? refused[0]?.reason;
    if (wrong !== undefined) say.error(tell(wrong));
    else say.info(t(known > 0 ? 'import.isKnown' : 'import.isAdded'));
    onEnd();
  };

  return (
    <>
      <Text fw={600} dir="auto" truncate>
        {tool !== null ? t('import.madeWith', { tool }) : likely === 'settings' ? t('import.unknown') : file.name}
      </Text>
      {reason !== null &&
        (tool === null && likely === 'start' ? (
          <Text size="sm" c="dimmed">
            <HostWords words={reason} />
          </Text>
        ) : (
          <Notice level="warning">
            <HostWords words={reason} />
          </Notice>
        ))}
      {facts.length > 0 && <Facts facts={facts} />}
      <LeftBehindList left={left} />
      <Group gap="xs" className={classes.actions ?? ''}>
        <Button
          onClick={use}
          disabled={likely !== 'settings'}
          {...(likely === 'settings' ? { ref: expected } : { variant: 'default' as const })}
        >
          {t('import.use')}
        </Button>
        <Button onClick={startFrom} {...(likely === 'start' ? { ref: expected } : { variant: 'default' as const })}>
          {t('import.start')}
        </Button>
        <Button variant="default" onClick={() => void add()}>
          {t('import.add')}
        </Button>
      </Group>
    </>
  );
};
