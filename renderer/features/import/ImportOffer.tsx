import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { useStudio } from '../../studio.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import classes from './Import.module.css';
import { OfferMany } from './OfferMany.tsx';
import { OfferOne } from './OfferOne.tsx';

/** Asks what to do with pictures that were dropped or pasted. */
export const ImportOffer = () => {
  const { t } = useTranslation();
  const { offer } = useStudio();
  const files = useStore(offer, (state) => state.files);
  const { end } = offer.getState();
  const [file] = files;
  return (
    <Dialog opened={file !== undefined} onClose={end} title={t('import.title', { count: files.length })} size="lg">
      <div className={classes.body}>
        {file !== undefined && (files.length === 1 ? <OfferOne file={file} onEnd={end} /> : <OfferMany files={files} onEnd={end} />)}
      </div>
    </Dialog>
  );
};
