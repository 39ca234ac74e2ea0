import { Menu } from '@mantine/core';
import { useWindowEvent } from '@mantine/hooks';
import { type CSSProperties, Fragment, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ImageId } from '../../../electron/contract/records.ts';
import type { Command } from '../../commands/command.ts';
import { currentId, point } from '../../commands/current.ts';
import { pictureMenu, type SubMenu } from '../../commands/menus.ts';
import { useChosenKeys, withShortcuts } from '../../commands/shortcuts.ts';
import { useCommandContext, useRun } from '../../commands/use-commands.ts';
import { isShown, rememberFocus } from '../../ui/focus.ts';
import { Keys } from '../../ui/Keys.tsx';
import classes from './PictureMenu.module.css';

type Place = Readonly<{ x: number; y: number; leave: () => void }>;

/** The element of the picture that a click or the keyboard is on. */
const pictureOf = (target: Element): Element | null =>
  target.closest('[data-picture]') ?? target.closest('[role=gridcell], button')?.querySelector('[data-picture]') ?? null;

const takesMenu = (target: Element): boolean =>
  target.closest('input, textarea, [contenteditable=true], [role=dialog], [role=menu]') === null;

const middleOf = (element: Element) => {
  const { left, top, width, height } = element.getBoundingClientRect();
  return { x: left + width / 2, y: top + height / 2 };
};

const Item = ({ command, onRun }: Readonly<{ command: Command; onRun: (command: Command) => void }>) => {
  const { t } = useTranslation();
  const { icon: Icon, keys } = withShortcuts(command, useChosenKeys());
  return (
    <Menu.Item
      leftSection={<Icon size={16} stroke={1.6} aria-hidden />}
      rightSection={keys[0] === undefined ? null : <Keys keys={keys[0]} />}
      onClick={() => onRun(command)}
    >
      {t(command.label)}
    </Menu.Item>
  );
};

const Entry = ({ entry, onRun }: Readonly<{ entry: Command | SubMenu; onRun: (command: Command) => void }>) => {
  const { t } = useTranslation();
  if (!('commands' in entry)) return <Item command={entry} onRun={onRun} />;
  const { icon: Icon } = entry;
  return (
    <Menu.Sub>
      <Menu.Sub.Target>
        <Menu.Sub.Item leftSection={<Icon size={16} stroke={1.6} aria-hidden />}>{t(entry.label)}</Menu.Sub.Item>
      </Menu.Sub.Target>
      <Menu.Sub.Dropdown className={classes.menu ?? ''}>
        {entry.commands.map((command) => (
          <Item key={command.id} command={command} onRun={onRun} />
        ))}
      </Menu.Sub.Dropdown>
    </Menu.Sub>
  );
};

/** The menu of a picture in the library, the strip or in front: by the right button, the menu key, or Shift+F10. */
export const PictureMenu = () => {
  const { t } = useTranslation();
  const context = useCommandContext();
  const run = useRun();
  const [place, setPlace] = useState<Place | null>(null);

  useWindowEvent('contextmenu', (event) => {
    if (!(event.target instanceof Element) || !takesMenu(event.target)) return;
    // the keyboard has no place of its own: it means the picture it is on, else the one in front
    const byMouse = event.button === 2;
    const front = currentId(context);
    const inFront = byMouse || front === null ? [] : [...document.querySelectorAll(`[data-picture="${front}"]`)].filter(isShown);
    const element = pictureOf(event.target) ?? inFront[0] ?? null;
    const id = ImageId.safeParse(element?.getAttribute('data-picture'));
    if (element === null || !id.success) return;
    point(context, id.data);
    event.preventDefault();
    setPlace({ ...(byMouse ? { x: event.clientX, y: event.clientY } : middleOf(element)), leave: rememberFocus() });
  });

  const applies = (entry: Command | SubMenu): boolean =>
    'commands' in entry ? entry.commands.some((command) => command.when(context)) : entry.when(context);
  const parts = place === null ? [] : pictureMenu.map((part) => part.filter(applies)).filter((part) => part.length > 0);
  return (
    <Menu
      opened={parts.length > 0}
      returnFocus={false}
      onClose={() => {
        // before what was chosen opens something, so that it knows whom to give the focus back
        place?.leave();
        setPlace(null);
      }}
      position="bottom-start"
      offset={2}
      // near the lower edge it moves up, whole
      middlewares={{ flip: false, shift: { crossAxis: true, padding: 8 } }}
      width={300}
      withinPortal
      transitionProps={{ duration: 0 }}
    >
      <Menu.Target>
        <span aria-hidden className={classes.place} style={{ '--x': `${place?.x ?? 0}px`, '--y': `${place?.y ?? 0}px` } as CSSProperties} />
      </Menu.Target>
      <Menu.Dropdown className={classes.menu ?? ''} aria-label={t('menu.picture')}>
        {parts.map((part, n) => (
          <Fragment key={part.map((entry) => ('commands' in entry ? entry.label : entry.id)).join(' ')}>
            {n > 0 && <Menu.Divider role="separator" />}
            {part.map((entry) => (
              <Entry key={'commands' in entry ? entry.label : entry.id} entry={entry} onRun={run} />
            ))}
          </Fragment>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
};
