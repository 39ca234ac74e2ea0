import { IconHeartFilled, IconPhotoOff, IconStarFilled } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Image, ImageId } from '../../../electron/contract/records.ts';
import { useStudio } from '../../studio.ts';
import classes from './Thumb.module.css';

/** A picture's record; null until it is here. */
export const usePicture = (id: ImageId): Image | null => {
  const { queries } = useStudio();
  return useQuery(queries.image(id)).data ?? null;
};

/** What a picture is called: its prompt, as soon as its record is here. */
export const nameOf = (t: TFunction, image: Image | null): string =>
  image === null || image.recipe.prompt === '' ? t('picture.noPrompt') : image.recipe.prompt;
export const useNameOf = (image: Image | null): string => nameOf(useTranslation().t, image);
export const usePictureName = (id: ImageId): string => useNameOf(usePicture(id));

/** A thumbnail in a box whose size does not depend on it. The picture is asked for without waiting for what is known of it, which comes on top. */
export const Thumb = ({ id, image, size }: Readonly<{ id: ImageId; image: Image | null; size: 256 | 512 }>) => {
  const { client, pictures } = useStudio();
  const [broken, setBroken] = useState(false);
  const address = client.imageUrl(id, size);
  const wait = useCallback((img: HTMLImageElement) => pictures.ask(img, address), [pictures, address]);
  return (
    <span className={classes.thumb} data-picture={id}>
      {broken || image?.missing === true ? (
        <IconPhotoOff className={classes.broken} size={24} stroke={1.4} aria-hidden />
      ) : (
        <img ref={wait} alt="" decoding="async" draggable={false} onError={() => setBroken(true)} />
      )}
      {image !== null && image.rating > 0 && (
        <span className={classes.rating} aria-hidden>
          <IconStarFilled size={11} /> {image.rating}
        </span>
      )}
      {image?.favourite === true && <IconHeartFilled className={classes.heart} size={14} aria-hidden />}
    </span>
  );
};
