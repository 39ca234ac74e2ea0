import { ActionIcon, Button, Input, NumberInput, Slider, Text, UnstyledButton } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { pickLoras } from '../../commands/make.ts';
import { useRun } from '../../commands/use-commands.ts';
import type { DraftLora } from '../../state/draft.ts';
import { useDraft, useStudio } from '../../studio.ts';
import { FilePicture } from '../models/FilePicture.tsx';
import classes from './Loras.module.css';
import { useLoraFit } from './use-lora-fit.ts';
import { useLoras } from './use-loras.ts';
import { useTell } from '../../ui/use-tell.ts';

/** How many words fit below a LoRA without a scroll bar. */
const shownWords = 6;

const Row = ({ lora }: Readonly<{ lora: DraftLora }>) => {
  const { t } = useTranslation();
  const tell = useTell();
  const { queries } = useStudio();
  const { data: files = [] } = useQuery(queries.modelFiles);
  const prompt = useDraft((draft) => draft.prompt).toLowerCase();
  const { set, remove, insert } = useLoras();
  const file = files.find(
    ({ kind, name, hash }) => kind === 'lora' && (lora.hash === null ? name === lora.name : hash === lora.hash || name === lora.name),
  );
  const misfit = useLoraFit(file?.id ?? null);
  const words = (file?.words ?? []).filter((word) => !prompt.includes(word.toLowerCase())).slice(0, shownWords);
  const label = t('loras.weightOf', { name: lora.name });
  return (
    <li className={classes.row}>
      <FilePicture id={file?.id ?? ''} pictured={file?.pictured ?? false} name={lora.name} className={classes.small ?? ''} />
      <div className={classes.rowBody}>
        <div className={classes.rowHead}>
          <Text size="sm" fw={500} lineClamp={1} dir="auto">
            {file?.title ?? lora.name}
          </Text>
          <ActionIcon size="sm" aria-label={t('loras.remove', { name: lora.name })} onClick={() => remove(lora.name)}>
            <IconX size={14} aria-hidden />
          </ActionIcon>
        </div>
        <div className={classes.weight}>
          <Slider
            size="sm"
            min={-1}
            max={2}
            step={0.05}
            marks={[{ value: 0 }, { value: 1 }]}
            label={null}
            thumbLabel={label}
            value={typeof lora.weight === 'number' ? lora.weight : 1}
            onChange={(weight) => set(lora.name, { weight })}
          />
          <NumberInput
            size="xs"
            w={72}
            aria-label={label}
            value={lora.weight}
            step={0.05}
            decimalScale={2}
            clampBehavior="none"
            onChange={(weight) => set(lora.name, { weight })}
          />
        </div>
        {misfit !== null && <Input.Error>{tell(misfit)}</Input.Error>}
        {words.length > 0 && (
          <div className={classes.words} role="group" aria-label={t('loras.words', { name: lora.name })}>
            {words.map((word) => (
              <UnstyledButton key={word} className={classes.word} dir="auto" onClick={() => insert(word)}>
                {word}
              </UnstyledButton>
            ))}
          </div>
        )}
      </div>
    </li>
  );
};

/** The LoRAs of the next picture. Absent where there are none to choose from. */
export const LoraField = () => {
  const { t } = useTranslation();
  const { queries } = useStudio();
  const run = useRun();
  const { data: files = [] } = useQuery(queries.modelFiles);
  const loras = useDraft((draft) => draft.loras);
  const problem = useDraft((draft) => draft.problems.loras);
  if (loras.length === 0 && !files.some(({ kind }) => kind === 'lora')) return null;
  return (
    <div role="group" aria-label={t('field.loras')}>
      <div className={classes.head}>
        <Input.Label component="div">{t('field.loras')}</Input.Label>
        <Button variant="subtle" size="compact-xs" leftSection={<IconPlus size={14} aria-hidden />} onClick={() => run(pickLoras)}>
          {t('loras.add')}
        </Button>
      </div>
      {loras.length > 0 && (
        <ul className={classes.list}>
          {loras.map((lora) => (
            <Row key={lora.name} lora={lora} />
          ))}
        </ul>
      )}
      {problem !== undefined && <Input.Error>{problem}</Input.Error>}
    </div>
  );
};
