import { SegmentedControl, Slider, Text, useDirection } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImageId } from '../../../electron/contract/records.ts';
import { endCompare } from '../../commands/order.ts';
import { useStudio } from '../../studio.ts';
import { CommandButton } from '../../ui/CommandButton.tsx';
import { useInheritedFocus } from '../../ui/focus.ts';
import { formatNumber, formatSize } from '../../ui/format.ts';
import classes from './Compare.module.css';
import { usePictureName } from './Thumb.tsx';

const modes = ['side', 'wipe', 'difference'] as const;
type Mode = (typeof modes)[number];

const Side = ({ id }: Readonly<{ id: ImageId }>) => {
  const { client, queries } = useStudio();
  const { t, i18n } = useTranslation();
  const name = usePictureName(id);
  const { data: image } = useQuery(queries.image(id));
  return (
    <figure className={classes.side}>
      <img src={client.imageUrl(id, 'full')} alt={name} />
      <figcaption>
        <Text size="sm" lineClamp={1} dir="auto">
          {name}
        </Text>
        {image !== undefined && image !== null && (
          <Text size="xs" c="dimmed">
            {[image.recipe.model.name, t('library.seedOf', { seed: String(image.recipe.seed) }), formatSize(i18n.language, image)].join(
              ' · ',
            )}
          </Text>
        )}
      </figcaption>
    </figure>
  );
};

/** Which of more than two pictures lies below, and which above. */
const PairFields = ({
  ids,
  pair,
  onChange,
}: Readonly<{
  ids: readonly ImageId[];
  pair: readonly [ImageId, ImageId];
  onChange: (pair: readonly [ImageId, ImageId]) => void;
}>) => {
  const { t, i18n } = useTranslation();
  const data = ids.map((value, at) => ({ value, label: formatNumber(i18n.language, at + 1) }));
  const other = (than: ImageId): ImageId => ids.find((id) => id !== than) ?? than;
  return (
    <>
      <SegmentedControl
        aria-label={t('library.compareBelow')}
        data={data}
        value={pair[0]}
        onChange={(value) => {
          const below = ids.find((id) => id === value) ?? pair[0];
          onChange([below, below === pair[1] ? other(below) : pair[1]]);
        }}
      />
      <SegmentedControl
        aria-label={t('library.compareAbove')}
        data={data}
        value={pair[1]}
        onChange={(value) => {
          const above = ids.find((id) => id === value) ?? pair[1];
          onChange([above === pair[0] ? other(above) : pair[0], above]);
        }}
      />
    </>
  );
};

/** What lies beyond the line, in percent from where reading starts. */
const beyond = {
  ltr: (line: number): string => `inset(0 0 0 ${line}%)`,
  rtl: (line: number): string => `inset(0 ${line}% 0 0)`,
} as const;

/** Two pictures in one frame: the second over the first, cut off at a line or as the difference of their colours. */
const Over = ({ pair: [below, above], mode }: Readonly<{ pair: readonly [ImageId, ImageId]; mode: 'wipe' | 'difference' }>) => {
  const { t } = useTranslation();
  const { client } = useStudio();
  const { dir } = useDirection();
  const [line, setLine] = useState(50);
  const names = [usePictureName(below), usePictureName(above)] as const;
  return (
    <div className={classes.over}>
      <div className={classes.stack} data-mode={mode}>
        <img src={client.imageUrl(below, 'full')} alt={names[0]} />
        <img
          src={client.imageUrl(above, 'full')}
          alt={names[1]}
          style={mode === 'wipe' ? { clipPath: beyond[dir](line) } : { mixBlendMode: 'difference' }}
        />
      </div>
      {mode === 'wipe' && (
        <div className={classes.line}>
          <Slider value={line} onChange={setLine} label={null} thumbLabel={t('library.wipeLine')} />
        </div>
      )}
    </div>
  );
};

/** Two to four pictures beside each other, or two over each other. */
export const Compare = ({ ids }: Readonly<{ ids: readonly ImageId[] }>) => {
  const { t } = useTranslation();
  const room = useRef<HTMLElement>(null);
  useInheritedFocus(room);
  const [mode, setMode] = useState<Mode>('side');
  const [first, second] = ids;
  const [chosen, choose] = useState<readonly [ImageId, ImageId] | null>(null);
  const pair = chosen ?? (first !== undefined && second !== undefined ? ([first, second] as const) : null);
  return (
    <section ref={room} tabIndex={-1} className={classes.compare} aria-label={t('library.compare')}>
      <div className={classes.tools}>
        <CommandButton command={endCompare} />
        <SegmentedControl
          aria-label={t('library.compareHow')}
          data={modes.map((value) => ({ value, label: t(`library.modes.${value}`) }))}
          value={mode}
          onChange={(value) => setMode(modes.find((one) => one === value) ?? 'side')}
        />
        {mode !== 'side' && pair !== null && ids.length > 2 && <PairFields ids={ids} pair={pair} onChange={choose} />}
      </div>
      {mode !== 'side' && pair !== null ? (
        <Over pair={pair} mode={mode} />
      ) : (
        <div className={classes.sides} style={{ gridTemplateColumns: `repeat(${ids.length}, minmax(0, 1fr))` }}>
          {ids.map((id) => (
            <Side key={id} id={id} />
          ))}
        </div>
      )}
    </section>
  );
};
