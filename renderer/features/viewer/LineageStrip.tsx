import { Text, Title, UnstyledButton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Kin } from '../../../electron/contract/order.ts';
import type { ImageId } from '../../../electron/contract/records.ts';
import { present } from '../../commands/current.ts';
import { useStudio } from '../../studio.ts';
import { Thumb, useNameOf, usePicture } from '../gallery/Thumb.tsx';
import classes from './Lineage.module.css';

const Known = ({ id, label }: Readonly<{ id: ImageId; label: string }>) => {
  const studio = useStudio();
  const image = usePicture(id);
  const name = useNameOf(image);
  return (
    <UnstyledButton className={classes.kin} aria-label={`${label}: ${name}`} onClick={() => present(studio, id)}>
      <span className={classes.thumb}>
        <Thumb id={id} image={image} size={256} />
      </span>
      <Text size="xs" c="dimmed" truncate>
        {label}
      </Text>
    </UnstyledButton>
  );
};

const Relative = ({ kin: { how, image }, to }: Readonly<{ kin: Kin; to: 'from' | 'to' }>) => {
  const { t } = useTranslation();
  const label = t(`picture.${to}.${how}`);
  if (image !== null) return <Known id={image} label={label} />;
  return (
    <Text size="xs" c="dimmed" className={classes.kin}>
      {label}: {t('picture.gone')}
    </Text>
  );
};

/** The pictures that this one was made from, and those that were made from it. */
export const LineageStrip = ({ id }: Readonly<{ id: ImageId }>) => {
  const { t } = useTranslation();
  const { queries } = useStudio();
  const { data } = useQuery(queries.lineage(id));
  if (data === undefined || data.parents.length + data.children.length === 0) return null;
  return (
    <section className={classes.lineage} aria-label={t('picture.lineage')}>
      <Title order={3} size="h6">
        {t('picture.lineage')}
      </Title>
      <div className={classes.strip}>
        {data.parents.map((kin) => (
          <Relative key={`${kin.how} ${kin.image}`} kin={kin} to="from" />
        ))}
        {data.children.map((kin) => (
          <Relative key={`${kin.how} ${kin.image}`} kin={kin} to="to" />
        ))}
      </div>
    </section>
  );
};
