import { SegmentedControl } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useLayout } from '../../studio.ts';

/** Between what is here and what can be had. */
export const PlaceSwitch = () => {
  const { t } = useTranslation();
  const place = useLayout((layout) => layout.models);
  const goModels = useLayout((layout) => layout.goModels);
  return (
    <SegmentedControl
      aria-label={t('catalogue.places')}
      data={(['installed', 'catalogue'] as const).map((value) => ({ value, label: t(`catalogue.place.${value}`) }))}
      value={place}
      onChange={goModels}
    />
  );
};
