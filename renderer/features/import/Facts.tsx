import { useTranslation } from 'react-i18next';
import type { LeftBehind } from '../../../electron/contract/origin.ts';
import { FactList } from '../../ui/FactList.tsx';
import classes from './Import.module.css';

/** What a file says, as names and values. */
export const Facts = ({ facts }: Readonly<{ facts: readonly (readonly [string, string])[] }>) => (
  <FactList className={classes.facts} facts={facts} />
);

/** Settings of another program that have no place here, folded away where there are many. */
export const LeftBehindList = ({ left }: Readonly<{ left: readonly LeftBehind[] }>) => {
  const { t } = useTranslation();
  if (left.length === 0) return null;
  return (
    <details className={classes.left} open={left.length <= 4}>
      <summary>{t('import.left', { count: left.length })}</summary>
      <Facts facts={left.map(({ name, value }) => [name, value] as const)} />
    </details>
  );
};
