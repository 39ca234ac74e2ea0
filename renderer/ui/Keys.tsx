import { Kbd } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { keyNames } from '../commands/keys.ts';
import classes from './Keys.module.css';

/** A shortcut as people read it. */
export const Keys = ({ keys }: Readonly<{ keys: string }>) => {
  const { t } = useTranslation();
  return (
    <span className={classes.keys} dir="ltr">
      {keyNames(keys, (part) => t(`key.${part}`)).map((name) => (
        <Kbd key={name} size="xs">
          {name}
        </Kbd>
      ))}
    </span>
  );
};
