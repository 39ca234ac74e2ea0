import { Tooltip, UnstyledButton } from '@mantine/core';
import { IconCommand } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import logo from '../../../assets/icons/tincture.svg';
import { palette, places } from '../../commands/go.ts';
import { useChosenKeys, withShortcuts } from '../../commands/shortcuts.ts';
import { useRun } from '../../commands/use-commands.ts';
import { useLayout } from '../../studio.ts';
import { Keys } from '../../ui/Keys.tsx';
import classes from './Rail.module.css';

/** The way from place to place. */
export const Rail = () => {
  const { t } = useTranslation();
  const run = useRun();
  const [paletteKeys] = withShortcuts(palette, useChosenKeys()).keys;
  const current = useLayout((layout) => layout.view);
  return (
    <nav className={classes.rail} aria-label={t('view.label')}>
      <img className={classes.logo} src={logo} alt={t('app.name')} width={34} height={34} />
      {places.map((place) => {
        const Icon = place.icon;
        return (
          <UnstyledButton
            key={place.id}
            className={classes.place}
            aria-current={place.view === current ? 'page' : undefined}
            onClick={() => run(place)}
          >
            <Icon size={21} stroke={1.6} aria-hidden />
            <span>{t(place.label)}</span>
          </UnstyledButton>
        );
      })}
      <Tooltip label={<Keys keys={paletteKeys ?? ''} />} disabled={paletteKeys === undefined} position="right">
        <UnstyledButton className={`${classes.place} ${classes.last}`} onClick={() => run(palette)} aria-label={t(palette.label)}>
          <IconCommand size={20} stroke={1.6} aria-hidden />
        </UnstyledButton>
      </Tooltip>
    </nav>
  );
};
