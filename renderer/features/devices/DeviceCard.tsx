import { Badge, Button, Code, Group, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Device, Devices, DeviceTest } from '../../../electron/contract/devices.ts';
import { formatDate, formatDuration, formatMilliseconds, formatScientific } from '../../ui/format.ts';
import { Card, CardFacts } from '../../ui/Card.tsx';
import { Notice } from '../../ui/Notice.tsx';
import classes from './Devices.module.css';
import { useFallBackWords } from './fall-back.ts';

type Fact = readonly [name: string, value: string];

const useFacts = ({ test, lastStep }: Device): readonly Fact[] => {
  const { t, i18n } = useTranslation();
  const { language } = i18n;
  const step: readonly Fact[] =
    lastStep === null
      ? []
      : [
          [
            t('devices.lastStep'),
            t('devices.lastStepOf', {
              time: formatMilliseconds(language, lastStep.milliseconds),
              model: lastStep.model,
              size: lastStep,
            }),
          ],
        ];
  if (test === null) return step;
  const times: readonly Fact[] =
    test.milliseconds === null || test.processor === null
      ? []
      : [
          [
            t('devices.testTime'),
            t('devices.testTimes', {
              time: formatMilliseconds(language, test.milliseconds),
              processor: formatMilliseconds(language, test.processor),
            }),
          ],
        ];
  const difference: readonly Fact[] =
    test.difference === null ? [] : [[t('devices.difference'), formatScientific(language, test.difference)]];
  const parts = test.parts.map(
    ({ part, verdict, difference: off }): Fact => [
      t(`devices.part.${part}`),
      off === null
        ? t(`devices.partSays.${verdict}`)
        : t('devices.partOff', { says: t(`devices.partSays.${verdict}`), difference: formatScientific(language, off) }),
    ],
  );
  return [...step, ...times, ...difference, ...parts, [t('devices.testedAt'), formatDate(language, test.at)]];
};

const colours: Readonly<Record<DeviceTest['verdict'], string>> = {
  passed: 'teal',
  slow: 'yellow',
  wrong: 'red',
  unavailable: 'gray',
  hung: 'red',
  crashed: 'red',
};

const useSentence = ({ id, state, test }: Device): string => {
  const { t, i18n } = useTranslation();
  if (state === 'testing') return t('devices.testing');
  if (state === 'absent') return t('devices.absent');
  if (test !== null) return t(`devices.says.${test.verdict}`, { limit: formatDuration(i18n.language, test.limit) });
  return t(id === 'cpu' ? 'devices.always' : 'devices.untested');
};

/** Models that it failed at, with the way back. */
const TroubleList = ({ device: { id, troubles }, onTryAgain }: Pick<Props, 'device' | 'onTryAgain'>) => {
  const { t } = useTranslation();
  const words = useFallBackWords();
  return (
    <ul className={classes.troubles}>
      {troubles.map(({ model, why, detail }) => (
        <li key={`${model.id} ${why}`}>
          <Notice level="warning" title={t('devices.troubleWith', { model: model.name })}>
            <Text size="sm">{words([{ from: id, why, detail }])}</Text>
            <Text size="sm">{t('devices.troubleText')}</Text>
            <Button
              mt={6}
              size="compact-sm"
              variant="default"
              aria-label={t('devices.tryAgainWith', { model: model.name })}
              onClick={() => onTryAgain(model.id)}
            >
              {t('devices.tryAgain')}
            </Button>
          </Notice>
        </li>
      ))}
    </ul>
  );
};

type Props = Readonly<{
  device: Device;
  machine: Devices['machine'];
  current: boolean;
  onTest: () => void;
  onTryAgain: (model: string) => void;
}>;

/** One provider: whether it is used, what its self-test said, how fast it is. */
export const DeviceCard = ({ device, machine, current, onTest, onTryAgain }: Props) => {
  const { t } = useTranslation();
  const { id, state, test } = device;
  const name = t(`devices.name.${id}`);
  const facts = useFacts(device);
  const sentence = useSentence(device);
  return (
    <Card aria-label={name}>
      <Group justify="space-between" wrap="nowrap">
        <Group gap="xs">
          <Title order={2} size="h5">
            {name}
          </Title>
          {current && (
            <Badge variant="light" size="sm" tt="none" fw={500}>
              {t('devices.inUse')}
            </Badge>
          )}
          {test !== null && (
            <Badge variant="light" color={colours[test.verdict]} size="sm" tt="none" fw={500}>
              {t(`devices.verdict.${test.verdict}`)}
            </Badge>
          )}
        </Group>
        {id !== 'cpu' && state !== 'absent' && (
          <Button
            size="compact-sm"
            variant="default"
            loading={state === 'testing'}
            aria-label={t('devices.testOf', { device: name })}
            onClick={onTest}
          >
            {t(test === null ? 'devices.test' : 'devices.testAgain')}
          </Button>
        )}
      </Group>
      <Text size="sm" c="dimmed">
        {id === 'cpu' && machine.processor !== ''
          ? t('devices.processor', { name: machine.processor, count: machine.cores })
          : t(`devices.what.${id}`)}
      </Text>
      <Text size="sm" role="status">
        {sentence}
      </Text>
      {test?.target === 'portable' && test.fusedDifference !== null && <Text size="sm">{t('devices.plain')}</Text>}
      {device.troubles.length > 0 && <TroubleList device={device} onTryAgain={onTryAgain} />}
      {test !== null && test.detail !== null && (
        <details className={classes.detail}>
          <summary>{t('devices.detail')}</summary>
          <Code block dir="ltr">
            {test.detail.trim()}
          </Code>
        </details>
      )}
      {facts.length > 0 && <CardFacts facts={facts} />}
    </Card>
  );
};
