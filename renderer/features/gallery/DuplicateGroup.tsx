import { IconCheck, IconTrash } from '@tabler/icons-react';
import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImageId } from '../../../electron/contract/records.ts';
import { keepThis, switchFate } from '../../commands/duplicates.ts';
import { useCommandContext } from '../../commands/use-commands.ts';
import { type Group, staying } from '../../state/duplicates.ts';
import { useGallery } from '../../studio.ts';
import { formatBytes, formatDate, formatSize } from '../../ui/format.ts';
import classes from './Duplicates.module.css';
import { Thumb, useNameOf, usePicture } from './Thumb.tsx';
import pictures from './Thumb.module.css';

type CellProps = Readonly<{
  id: ImageId;
  fate: 'stays' | 'goes';
  /** It is the only one that stays. */
  kept: boolean;
  reachable: boolean;
  onCompare: (id: ImageId) => void;
  onReach: (id: ImageId) => void;
  onWalk: (event: KeyboardEvent) => void;
}>;

const Cell = ({ id, fate, kept, reachable, onCompare, onReach, onWalk }: CellProps) => {
  const { t, i18n } = useTranslation();
  const context = useCommandContext();
  const image = usePicture(id);
  const prompt = useNameOf(image);
  const Sign = fate === 'stays' ? IconCheck : IconTrash;
  return (
    <div className={classes.cell} data-fate={fate}>
      <button
        type="button"
        className={`${pictures.button} ${classes.open}`}
        data-id={id}
        aria-label={t(`duplicates.named.${fate}`, { prompt })}
        tabIndex={reachable ? 0 : -1}
        onClick={() => onCompare(id)}
        onKeyDown={onWalk}
        onFocus={() => onReach(id)}
      >
        <Thumb id={id} image={image} size={256} />
      </button>
      <button
        type="button"
        className={`${pictures.button} ${classes.fate}`}
        tabIndex={-1}
        aria-label={t('duplicates.keep', { prompt })}
        aria-pressed={fate === 'stays'}
        onClick={() => switchFate(context, id)}
      >
        <Sign size={14} aria-hidden />
        {t(`duplicates.${fate}`)}
      </button>
      {image !== null && (
        <span className={classes.facts}>
          <span>
            {formatSize(i18n.language, image)} · {formatBytes(i18n.language, image.bytes)}
          </span>
          <span>{formatDate(i18n.language, image.createdAt)}</span>
        </span>
      )}
      {!kept && (
        <button
          type="button"
          className={`${pictures.button} ${classes.only}`}
          tabIndex={reachable ? 0 : -1}
          onFocus={() => onReach(id)}
          onClick={() => keepThis(context, id)}
        >
          {t('command.keepDuplicate')}
        </button>
      )}
    </div>
  );
};

type Props = Readonly<{ ids: Group; at: ImageId | null; onReach: (id: ImageId) => void; onWalk: (event: KeyboardEvent) => void }>;

/** Pictures that look alike, the best first, and what becomes of each. Press one to look at it over the one that stays. */
export const DuplicateGroup = ({ ids, at, onReach, onWalk }: Props) => {
  const { t } = useTranslation();
  const fates = useGallery((gallery) => gallery.fates);
  const compare = useGallery((gallery) => gallery.compare);
  const stay = staying(ids, fates);
  const beside = (id: ImageId): void => {
    const other = ids.find((one) => one !== id && stay.has(one)) ?? ids.find((one) => one !== id);
    if (other !== undefined) compare([id, other]);
  };
  return (
    <div className={classes.group} role="group" aria-label={t('duplicates.group', { count: ids.length })}>
      {ids.map((id) => (
        <Cell
          key={id}
          id={id}
          fate={stay.has(id) ? 'stays' : 'goes'}
          kept={stay.has(id) && stay.size === 1}
          reachable={id === at}
          onCompare={beside}
          onReach={onReach}
          onWalk={onWalk}
        />
      ))}
    </div>
  );
};
