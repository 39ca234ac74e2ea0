import { useWindowEvent } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { takesText } from '../../commands/keys.ts';
import { useStudio } from '../../studio.ts';
import { droppedFiles } from './dropped-files.ts';
import classes from './Import.module.css';

const hasFiles = (data: DataTransfer | null): data is DataTransfer => data?.types.includes('Files') === true;

/** Takes what is dropped or pasted anywhere in the window, from its first moment on: a browser would leave the page for it. */
export const DropTarget = () => {
  const { t } = useTranslation();
  const { offer } = useStudio();
  const [over, setOver] = useState(false);

  const take = (data: DataTransfer): void => {
    void droppedFiles(data).then((found) => offer.getState().make(found));
  };
  useWindowEvent('paste', (event) => {
    // words that somebody's office program copied as a picture, too, are words for a field
    if (takesText(event.target) && event.clipboardData?.types.includes('text/plain') === true) return;
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
  if (!over) return null;
  return (
    <div className={classes.over} aria-hidden>
      {t('import.drop')}
    </div>
  );
};
