import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { faultOf } from '../../../api/client.ts';
import { useStudio } from '../../../studio.ts';
import { FaultWords } from '../../../ui/Fault.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { Part } from '../Part.tsx';
import { FilesCheck } from './FilesCheck.tsx';
import { MoveLibrary } from './MoveLibrary.tsx';
import classes from './Places.module.css';
import { RebuildIndex } from './RebuildIndex.tsx';

const shown = ['library', 'models', 'store', 'exports'] as const;

/** Where things lie, the library into another folder, and whether all of its files are there. */
export const Places = () => {
  const { t } = useTranslation();
  const { queries } = useStudio();
  const { data: places, error } = useQuery(queries.places);
  return (
    <Part title={t('places.title')}>
      {error !== null && (
        <Notice level="error">
          <FaultWords fault={faultOf(error)} />
        </Notice>
      )}
      {places !== undefined && (
        <>
          <dl className={classes.places}>
            {shown.map((place) => (
              <div key={place}>
                <Text component="dt" size="sm" fw={600}>
                  {t(`places.${place}`)}
                </Text>
                <dd className={classes.path}>
                  <bdi dir="ltr">{places[place]}</bdi>
                </dd>
              </div>
            ))}
          </dl>
          <MoveLibrary places={places} />
          <FilesCheck />
          <RebuildIndex rebuild={places.rebuild} />
        </>
      )}
    </Part>
  );
};
