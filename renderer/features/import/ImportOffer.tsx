import { useWindowEvent } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { useStudio } from '../../studio.ts';
import { droppedFiles } from './dropped-files.ts';
import classes from './Import.module.css';
import { OfferMany } from './OfferMany.tsx';
import { OfferOne } from './OfferOne.tsx';
import { Dialog } from '../../ui/Dialog.tsx';

const hasFiles = (data: DataTransfer | null): data is DataTransfer => data?.types.includes('Files') === true;

/** Pictures that are dropped or pasted anywhere in the window: asks what to do with them. */
export const ImportOffer = () => {
  const { t } = useTranslation();
  const { offer } = useStudio();
  const files = useStore(offer, (state) => state.files);
  const [over, setOver] = useState(false);

  const take = (data: DataTransfer): void => {
    void droppedFiles(data).then((found) => offer.getState().make(found));
  };
  useWindowEvent('paste', (event) => {
    if (hasFiles(event.clipboardData)) take(event.clipboardData);
  });
  useWindowEvent('dragover', (event) => {
    if (!hasFiles(event.dataTransfer)) return;
    event.preventDefault();
    setOver(true);
  });
  useWindowEvent('dragleave', (event) => {
    if (event.relatedTarget === null) setOver(false);
  });
  useWindowEvent('drop', (event) => {
    setOver(false);
    if (!hasFiles(event.dataTransfer)) return;
    event.preventDefault();
    take(event.dataTransfer);
  });

  const { end } = offer.getState();
  const [file] = files;
  return (
    <>
      {over && (
        <div className={classes.over} aria-hidden>
          {t('import.drop')}
        </div>
      )}
      <Dialog opened={file !== undefined} onClose={end} title={t('import.title', { count: files.length })} size="lg">
        <div className={classes.body}>
          {file !== undefined && (files.length === 1 ? <OfferOne file={file} onEnd={end} /> : <OfferMany files={files} onEnd={end} />)}
        </div>
      </Dialog>
    </>
  );
};
