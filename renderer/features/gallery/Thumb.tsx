import { IconHeartFilled, IconPhotoOff, IconStarFilled } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImageId } from '../../../electron/contract/records.ts';
import { useStudio } from '../../studio.ts';
import classes from './Thumb.module.css';

/** What a picture is called: its prompt, as soon as its record is here. */
export const usePictureName = (id: ImageId): string => {
  const { t } = useTranslation();
  const { queries } = useStudio();
  const { data: image } = useQuery(queries.image(id));
  return image === undefined || image === null || image.recipe.prompt === '' ? t('picture.noPrompt') : image.recipe.prompt;
};

/** A thumbnail in a box whose size does not depend on it. */
export const Thumb = ({ id, size }: Readonly<{ id: ImageId; size: 256 | 512 }>) => {
  const { queries, client } = useStudio();
  const { data: image } = useQuery(queries.image(id));
  const [broken, setBroken] = useState(false);
  return (
    <span className={classes.thumb} data-picture={id}>
      {broken || image?.missing === true ? (
        <IconPhotoOff className={classes.broken} size={24} stroke={1.4} aria-hidden />
      ) : (
        <img src={client.imageUrl(id, size)} alt="" loading="lazy" decoding="async" draggable={false} onError={() => setBroken(true)} />
      )}
      {image !== undefined && image !== null && image.rating > 0 && (
        <span className={classes.rating} aria-hidden>
          <IconStarFilled size={11} /> {image.rating}
        </span>
      )}
      {image?.favourite === true && <IconHeartFilled className={classes.heart} size={14} aria-hidden />}
    </span>
  );
};
