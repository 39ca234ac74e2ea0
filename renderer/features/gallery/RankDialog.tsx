import { Button, Group, Loader, NumberInput, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Ranking } from '../../../electron/contract/meaning.ts';
import type { ImageId } from '../../../electron/contract/records.ts';
import { wordsOf } from '../../api/client.ts';
import { putIntoBin } from '../../commands/picture.ts';
import { useCommandContext } from '../../commands/use-commands.ts';
import { useGallery, useStudio } from '../../studio.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { formatNumber } from '../../ui/format.ts';
import { useTell } from '../../ui/use-tell.ts';
import classes from './RankDialog.module.css';
import { Thumb, useNameOf, usePicture } from './Thumb.tsx';

/** A quarter of them, one at least. */
const usual = (count: number): number => Math.max(1, Math.round(count / 4));

/** Where a score lies between the least and the most of all. */
const shareOf = (score: number | null, ranking: Ranking): number => {
  const scores = ranking.flatMap(({ score: one }) => one ?? []);
  const [least, most] = [Math.min(...scores), Math.max(...scores)];
  return score === null ? 0 : most === least ? 1 : (score - least) / (most - least);
};

const Candidate = ({
  id,
  score,
  rank,
  share,
  stays,
}: Readonly<{ id: ImageId; score: number | null; rank: number; share: number; stays: boolean }>) => {
  const { t, i18n } = useTranslation();
  const image = usePicture(id);
  const name = useNameOf(image);
  const number = score === null ? t('rank.unread') : formatNumber(i18n.language, score, 3);
  return (
    <li
      className={classes.candidate}
      data-goes={stays ? undefined : ''}
      aria-label={t(stays ? 'rank.staysAt' : 'rank.goesAt', { rank, name, score: number })}
    >
      <span className={classes.thumb}>
        <Thumb id={id} image={image} size={256} />
      </span>
      <span className={classes.meter} aria-hidden>
        <span style={{ inlineSize: `${4 + 96 * share}%` }} />
      </span>
      <Text size="xs" c="dimmed" aria-hidden>
        {formatNumber(i18n.language, rank)} · {number}
      </Text>
    </li>
  );
};

const Ranked = ({ ranking, close }: Readonly<{ ranking: Ranking; close: () => void }>) => {
  const { t } = useTranslation();
  const context = useCommandContext();
  const [keep, setKeep] = useState(usual(ranking.length));
  const best = ranking.slice(0, keep).map(({ id }) => id);
  const rest = ranking.slice(keep).map(({ id }) => id);
  const choose = (): void => {
    context.layout.getState().open(null);
    context.layout.getState().go('library');
    context.selection.getState().set(best);
    close();
  };
  const drop = async (): Promise<void> => {
    const offer = await putIntoBin(context, { ids: rest });
    context.selection.getState().clear();
    close();
    offer();
  };
  return (
    <>
      <ol className={classes.list} aria-label={t('rank.title')}>
        {ranking.map(({ id, score }, n) => (
          <Candidate key={id} id={id} score={score} rank={n + 1} share={shareOf(score, ranking)} stays={n < keep} />
        ))}
      </ol>
      <Group justify="space-between" align="flex-end" mt="md">
        <NumberInput
          data-autofocus
          w={150}
          label={t('rank.keep')}
          min={1}
          max={ranking.length}
          allowDecimal={false}
          clampBehavior="strict"
          value={keep}
          onChange={(value) => typeof value === 'number' && value >= 1 && setKeep(value)}
        />
        <Group gap="xs">
          <Button variant="default" onClick={choose}>
            {t('rank.select', { count: best.length })}
          </Button>
          <Button color="red" variant="light" disabled={rest.length === 0} onClick={() => void drop().catch(context.say.fault)}>
            {t('rank.drop', { count: rest.length })}
          </Button>
        </Group>
      </Group>
    </>
  );
};

const Candidates = ({ ids, close }: Readonly<{ ids: readonly ImageId[]; close: () => void }>) => {
  const { t } = useTranslation();
  const tell = useTell();
  const { queries } = useStudio();
  const { data: ranking, error } = useQuery(queries.ranking(ids));
  return (
    <>
      <Text size="sm" c="dimmed" mb="sm">
        {t('rank.text')}
      </Text>
      {error !== null && <Text dir="auto">{tell(wordsOf(error))}</Text>}
      {error === null && ranking === undefined && (
        <Group gap="sm" role="status">
          <Loader size="sm" />
          <Text size="sm">{t('rank.looking')}</Text>
        </Group>
      )}
      {ranking !== undefined && <Ranked ranking={ranking} close={close} />}
    </>
  );
};

/** Candidates by how well they fit their prompts: the best stay, the others go into the bin. */
export const RankDialog = () => {
  const { t } = useTranslation();
  const ranked = useGallery((gallery) => gallery.ranked);
  const rank = useGallery((gallery) => gallery.rank);
  const close = (): void => rank([]);
  return (
    <Dialog opened={ranked.length > 0} onClose={close} title={t('rank.title')} size="lg">
      {ranked.length > 0 && <Candidates ids={ranked} close={close} />}
    </Dialog>
  );
};
