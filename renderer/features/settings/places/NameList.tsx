import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import classes from './Places.module.css';

/** Names that are listed; the rest is counted. */
const most = 50;

/** The name of a file, and what is said of it. */
export type Named = readonly [name: string, said?: string];

/** Names of files under one line that counts them, folded away. */
export const NameList = ({ summary, names }: Readonly<{ summary: string; names: readonly Named[] }>) => {
  const { t } = useTranslation();
  return (
    <details className={classes.found}>
      <summary>{summary}</summary>
      <ul className={classes.path}>
        {names.slice(0, most).map(([name, said]) => (
          <li key={name}>
            <bdi dir="ltr">{name}</bdi>
            {said !== undefined && (
              <Text size="xs" c="dimmed" dir="auto">
                {said}
              </Text>
            )}
          </li>
        ))}
      </ul>
      {names.length > most && <Text size="xs">{t('places.check.more', { count: names.length - most })}</Text>}
    </details>
  );
};
