import { Spotlight, useSpotlight, type SpotlightActionGroupData } from '@mantine/spotlight';
import { useDeferredValue } from 'react';
import { useTranslation } from 'react-i18next';
import { commandGroups } from '../../commands/command.ts';
import { palette } from '../../commands/go.ts';
import { useCommands } from '../../commands/shortcuts.ts';
import { useCommandContext, useRun } from '../../commands/use-commands.ts';
import { Keys } from '../../ui/Keys.tsx';
import classes from './Palette.module.css';
import { findActions } from './find-actions.ts';
import { paletteStore } from './palette-store.ts';

/** More than the box shows without scrolling. */
const inSight = 14;

/** Every command that makes sense now, found by its name. */
export const Palette = () => {
  const { t } = useTranslation();
  const context = useCommandContext();
  const run = useRun();
  const commands = useCommands();
  // What applies is asked anew whenever the palette opens.
  const { opened } = useSpotlight(paletteStore);
  // the box is there at once, and what lies below its edge a moment later
  const whole = useDeferredValue(opened);
  const actions = commandGroups
    .map(
      (group): SpotlightActionGroupData => ({
        group: t(`command.group.${group}`),
        actions: commands
          .filter((command) => command.group === group && command.id !== palette.id && command.when(context))
          .map((command) => {
            const Icon = command.icon;
            return {
              id: command.id,
              label: t(command.label),
              leftSection: <Icon size={18} stroke={1.6} aria-hidden />,
              rightSection: command.keys[0] === undefined ? null : <Keys keys={command.keys[0]} />,
              onClick: () => run(command),
            };
          }),
      }),
    )
    .filter(({ actions: found }) => found.length > 0);
  return (
    <Spotlight
      store={paletteStore}
      actions={actions}
      shortcut={null}
      lockScroll={false}
      filter={findActions}
      nothingFound={t('palette.nothing')}
      highlightQuery
      scrollable
      limit={whole ? Number.POSITIVE_INFINITY : inSight}
      overlayProps={{ backgroundOpacity: 0.35, blur: 0 }}
      maxHeight={420}
      classNames={{ action: classes.action ?? '' }}
      attributes={{ content: { 'aria-label': t('command.palette') } }}
      // it comes and goes at once: what is typed next belongs to whoever is seen, and a window that fades is drawn whole in every frame
      transitionProps={{ duration: 0 }}
      scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}
      searchProps={{ placeholder: t('palette.placeholder'), 'aria-label': t('palette.placeholder') }}
    />
  );
};
