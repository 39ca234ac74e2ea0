import { Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { TokenCount } from '../../../../electron/contract/records.ts';
import { formatNumber } from '../../../ui/format.ts';
import classes from './Prompt.module.css';

/** How full the text encoder's windows are. */
export const Tokens = ({ tokens }: Readonly<{ tokens: TokenCount }>) => {
  const { t, i18n } = useTranslation();
  const number = (value: number) => formatNumber(i18n.language, value);
  const last = tokens.windows.at(-1);
  if (last === undefined) return null;
  const count = tokens.windows.reduce((sum, { used }) => sum + used, 0);
  const words =
    tokens.dropped === ''
      ? t('prompt.windows', { count: tokens.windows.length, tokens: number(count) })
      : t('prompt.dropped', { text: tokens.dropped });
  return (
    <Tooltip label={words} multiline maw={320}>
      <span className={classes.tokens} data-over={tokens.dropped !== ''} role="status" aria-label={words}>
        {tokens.windows.map(({ used, room }, index) => (
          // windows have no names but their places
          // oxlint-disable-next-line react/no-array-index-key
          <span key={index} className={classes.window} style={{ '--full': Math.min(1, used / room) } as Record<string, number>} />
        ))}
        {tokens.dropped === '' ? t('prompt.tokens', { used: number(last.used), room: number(last.room) }) : t('prompt.over')}
      </span>
    </Tooltip>
  );
};
