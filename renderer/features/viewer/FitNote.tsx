import { Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Fit } from '../../../electron/contract/meaning.ts';
import type { ImageId } from '../../../electron/contract/records.ts';
import { useStudio } from '../../studio.ts';
import { formatNumber } from '../../ui/format.ts';
import classes from './FitNote.module.css';

/** Whoever leafs through pictures does not wait for numbers. */
const pause = 500;

const useStill = (id: ImageId): boolean => {
  const [still, setStill] = useState<ImageId | null>(null);
  useEffect(() => {
    const timer = setTimeout(() => setStill(id), pause);
    return () => clearTimeout(timer);
  }, [id]);
  return still === id;
};

/** Bars from a little below the least of them to the most. */
const shareOf = (score: number, { best }: Fit): number => {
  const scores = best.map((one) => one.score);
  const [least, most] = [Math.min(...scores), Math.max(...scores)];
  return most === least ? 1 : 0.15 + (0.85 * (score - least)) / (most - least);
};

/** How well the picture fits its prompt beside other prompts; nothing where no CLIP looks at pictures. */
export const FitNote = ({ id }: Readonly<{ id: ImageId }>) => {
  const { t, i18n } = useTranslation();
  const { queries } = useStudio();
  const still = useStill(id);
  const { data: meaning } = useQuery(queries.meaning);
  const able = meaning !== undefined && meaning.clip !== null && meaning.state !== 'off';
  const { data: fit } = useQuery({ ...queries.fit(id), enabled: able && still });
  if (!able || fit === undefined || fit === null) return null;
  const { prompt, score, rank, of, best, clip } = fit;
  return (
    <section className={classes.fit} aria-label={t('fit.title')}>
      <Title order={3} size="h6">
        {t('fit.title')}
      </Title>
      <Text size="xs" c="dimmed">
        {t(rank === 1 ? 'fit.first' : 'fit.rank', { rank: formatNumber(i18n.language, rank), of: formatNumber(i18n.language, of) })}
      </Text>
      <ol className={classes.bars}>
        {best.map((one) => (
          <li key={one.text} data-own={one.text === prompt ? '' : undefined}>
            <span className={classes.text} dir="auto" title={one.text}>
              {one.text}
            </span>
            <span className={classes.meter} aria-hidden>
              <span style={{ inlineSize: `${100 * shareOf(one.score, fit)}%` }} />
            </span>
            <span className={classes.number}>{formatNumber(i18n.language, one.score, 3)}</span>
          </li>
        ))}
      </ol>
      <Text size="xs" c="dimmed">
        {t('fit.what', { score: formatNumber(i18n.language, score, 3), clip })}
      </Text>
    </section>
  );
};
