import { useState } from 'react';
import { useStudio } from '../../studio.ts';
import classes from './FilePicture.module.css';

/** What a model or a LoRA makes, where a picture of it is at hand and can be shown; the first letters of its name otherwise. */
export const FilePicture = ({
  id,
  pictured,
  name,
  className,
}: Readonly<{ id: string; pictured: boolean; name: string; className: string }>) => {
  const { client } = useStudio();
  const [broken, setBroken] = useState(false);
  return pictured && !broken ? (
    <img
      className={`${classes.picture} ${className}`}
      src={client.modelImageUrl(id)}
      alt=""
      loading="lazy"
      decoding="async"
      onError={() => setBroken(true)}
    />
  ) : (
    <span className={`${classes.letters} ${className}`} aria-hidden>
      {name.slice(0, 2)}
    </span>
  );
};
