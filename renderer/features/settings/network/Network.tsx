import { Button, Group, PasswordInput, Switch, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Settings } from '../../../../electron/contract/records.ts';
import { CallError, wordsOf } from '../../../api/client.ts';
import { keys } from '../../../api/queries.ts';
import { useStudio } from '../../../studio.ts';
import { useSay } from '../../../ui/say.tsx';
import classes from '../Settings.module.css';
import { NetworkLog } from './NetworkLog.tsx';
import { useTell } from '../../../ui/use-tell.ts';

type AddressName = 'hub' | 'proxy';

/** An address that is kept when it is one. */
const Address = ({ name, value, placeholder }: Readonly<{ name: AddressName; value: string | null; placeholder: string }>) => {
  const { t } = useTranslation();
  const tell = useTell();
  const { client, cache } = useStudio();
  const [text, setText] = useState(value ?? '');
  const [problem, setProblem] = useState<string | null>(null);
  const keep = async (): Promise<void> => {
    const next = text.trim() === '' ? null : text.trim();
    if (next === value) return setProblem(null);
    try {
      cache.setQueryData(keys.settings, await client.invoke('settings.set', { [name]: next }));
      setProblem(null);
      await cache.invalidateQueries({ queryKey: keys.hub });
    } catch (error) {
      setProblem(error instanceof CallError && error.error.code === 'bad-input' ? t('network.badAddress') : tell(wordsOf(error)));
    }
  };
  return (
    <TextInput
      label={t(`network.${name}`)}
      description={t(`network.${name}Help`)}
      placeholder={placeholder}
      maw={420}
      value={text}
      error={problem}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={() => void keep()}
      onKeyDown={(event) => event.key === 'Enter' && void keep()}
    />
  );
};

/** The access token goes in and never comes out again. */
const Token = () => {
  const { t } = useTranslation();
  const { client, cache, queries } = useStudio();
  const say = useSay();
  const { data: hub } = useQuery(queries.hub);
  const [token, setToken] = useState('');
  if (hub === undefined) return null;
  const keep = (next: string | null): void => {
    client
      .invoke('hub.setToken', next)
      .then((kept) => {
        cache.setQueryData(keys.hub, kept);
        setToken('');
      })
      .catch((error: unknown) =>
        error instanceof CallError && error.error.code === 'bad-input' ? say.error(t('network.badToken')) : say.fault(error),
      );
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (token.trim() !== '') keep(token.trim());
      }}
    >
      <Group align="flex-end" gap="xs">
        <PasswordInput
          className={classes.token}
          label={t('network.token')}
          description={t(`network.kept.${hub.token}`, { address: hub.address })}
          autoComplete="off"
          visibilityToggleButtonProps={{ 'aria-label': t('network.showToken') }}
          value={token}
          onChange={(event) => setToken(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" disabled={token.trim() === ''}>
          {t('network.keep')}
        </Button>
        {(hub.token === 'file' || hub.token === 'key-store' || hub.token === 'sealed') && (
          <Button variant="subtle" color="gray" onClick={() => keep(null)}>
            {t('network.forget')}
          </Button>
        )}
      </Group>
    </form>
  );
};

type Props = Readonly<{ settings: Settings; change: (values: Partial<Settings>) => void }>;

/** What may leave this computer, through where, and what did. */
export const Network = ({ settings, change }: Props) => {
  const { t } = useTranslation();
  const { queries } = useStudio();
  const { data: hub } = useQuery(queries.hub);
  return (
    <>
      <Switch
        label={t('network.offline')}
        description={t('network.offlineHelp')}
        checked={settings.offline}
        onChange={(event) => change({ offline: event.currentTarget.checked })}
      />
      <Address name="hub" value={settings.hub} placeholder={hub?.address ?? ''} />
      <Address name="proxy" value={settings.proxy} placeholder={t('network.proxyPlaceholder')} />
      <Token />
      <div>
        <Text size="sm" fw={600} mb={4}>
          {t('network.log')}
        </Text>
        <NetworkLog />
      </div>
    </>
  );
};
