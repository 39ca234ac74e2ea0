import { Anchor, Button, CloseButton, Text, Title } from '@mantine/core';
import { IconRestore } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Command, commandGroups } from '../../commands/command.ts';
import { commands } from '../../commands/index.ts';
import { keysOf, useChosenKeys, useCommands } from '../../commands/shortcuts.ts';
import { Keys } from '../../ui/Keys.tsx';
import classes from './Settings.module.css';
import { Part } from './Part.tsx';
import type { Change } from './use-change.ts';

/** Waits for a key press, ahead of everything else; Escape ends it without one. */
const useNextKeys = (waiting: boolean, onKeys: (keys: string | null) => void): void => {
  useEffect(() => {
    if (!waiting) return undefined;
    const listen = (event: KeyboardEvent) => {
      event.preventDefault();
      event.stopImmediatePropagation();
      const keys = keysOf(event);
      if (event.key === 'Escape' || keys !== null) onKeys(keys);
    };
    window.addEventListener('keydown', listen, { capture: true });
    return () => window.removeEventListener('keydown', listen, { capture: true });
  }, [waiting, onKeys]);
};

type RowProps = Readonly<{
  command: Command;
  changed: boolean;
  /** Other commands on the same keys. */
  shared: readonly Command[];
  onKeys: (keys: readonly string[] | null) => void;
  /** Takes its keys from the others. */
  onAlone: () => void;
}>;

const Row = ({ command, changed, shared, onKeys, onAlone }: RowProps) => {
  const { t } = useTranslation();
  const [waiting, setWaiting] = useState(false);
  useNextKeys(waiting, (keys) => {
    setWaiting(false);
    if (keys !== null) onKeys([keys]);
  });
  const name = t(command.label);
  const [first] = command.keys;
  return (
    <div>
      <dt>
        {name}
        {shared.length > 0 && (
          <Text size="xs" c="dimmed">
            {t('settings.sharedKeys', { others: shared.map(({ label }) => t(label)) })}{' '}
            <Anchor component="button" type="button" size="xs" aria-label={t('settings.onlyHereFor', { command: name })} onClick={onAlone}>
              {t('settings.onlyHere')}
            </Anchor>
          </Text>
        )}
      </dt>
      <dd>
        {changed && (
          <CloseButton
            size="sm"
            icon={<IconRestore size={16} stroke={1.6} />}
            aria-label={t('settings.resetKeys', { command: name })}
            onClick={() => onKeys(null)}
          />
        )}
        <Button
          size="compact-sm"
          variant={waiting ? 'light' : 'subtle'}
          color={waiting ? 'ink' : 'gray'}
          aria-label={t('settings.changeKeys', { command: name })}
          aria-pressed={waiting}
          data-takes-keys={waiting ? true : undefined}
          onClick={() => setWaiting(!waiting)}
          onBlur={() => setWaiting(false)}
        >
          {waiting ? t('settings.pressKeys') : first === undefined ? t('settings.noKeys') : <Keys keys={first} />}
        </Button>
        {first !== undefined && (
          <CloseButton size="sm" aria-label={t('settings.removeKeys', { command: name })} onClick={() => onKeys([])} />
        )}
      </dd>
    </div>
  );
};

/** Every command with its key, which can be changed. */
export const Shortcuts = ({ change }: Readonly<{ change: Change }>) => {
  const { t } = useTranslation();
  const chosen = useChosenKeys();
  const current = useCommands();
  const set = (keys: Readonly<Record<string, readonly string[] | null>>): void => {
    const all: Readonly<Record<string, readonly string[] | null>> = { ...chosen, ...keys };
    change({
      shortcuts: Object.fromEntries(
        Object.entries(all).flatMap(([id, its]): [string, string[]][] => (its === null ? [] : [[id, [...its]]])),
      ),
    });
  };
  /** Commands that came with the same key share it by design: each has its own time. */
  const sharing = ({ id, keys }: Command): readonly Command[] =>
    current.filter(
      (other) =>
        other.id !== id && (chosen[id] !== undefined || chosen[other.id] !== undefined) && other.keys.some((each) => keys.includes(each)),
    );
  return (
    <Part title={t('settings.shortcuts')}>
      {commandGroups.map((group) => (
        <section key={group} aria-label={t(`command.group.${group}`)}>
          <Title order={3} size="h6" mb={6}>
            {t(`command.group.${group}`)}
          </Title>
          <dl className={classes.keys}>
            {current
              .filter((command) => command.group === group)
              .map((command) => (
                <Row
                  key={command.id}
                  command={command}
                  changed={chosen[command.id] !== undefined}
                  shared={sharing(command)}
                  onKeys={(keys) => set({ [command.id]: keys })}
                  onAlone={() =>
                    set(
                      Object.fromEntries(
                        sharing(command).map(({ id, keys }) => [id, keys.filter((each) => !command.keys.includes(each))] as const),
                      ),
                    )
                  }
                />
              ))}
          </dl>
        </section>
      ))}
      {Object.keys(chosen).length > 0 && (
        <Button variant="default" size="compact-sm" onClick={() => change({ shortcuts: {} })}>
          {t('settings.resetAllKeys', { count: commands.filter(({ id }) => chosen[id] !== undefined).length })}
        </Button>
      )}
    </Part>
  );
};
