import { Button, Group, NumberInput, Slider, Stack, Text, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Image } from '../../../electron/contract/records.ts';
import { type Fault, faultOf } from '../../api/client.ts';
import { followQueued } from '../../commands/picture.ts';
import { useCommandContext } from '../../commands/use-commands.ts';
import { useLayout, useStudio } from '../../studio.ts';
import { FaultWords } from '../../ui/Fault.tsx';
import { Notice } from '../../ui/Notice.tsx';
import classes from './Branch.module.css';
import { Dialog } from '../../ui/Dialog.tsx';

/** What the network believed the picture to be after a step, where that is still known. */
const Belief = ({ image, step }: Readonly<{ image: Image; step: number }>) => {
  const { t } = useTranslation();
  const { client, queries } = useStudio();
  const { data: trace } = useQuery(queries.trace(image.id));
  const cell = trace?.steps.slice(0, step).findLast((one) => one.cell !== null)?.cell ?? null;
  if (trace == null || cell === null) return null;
  return (
    <div
      role="img"
      aria-label={t('branch.belief', { step })}
      className={classes.belief}
      style={{
        inlineSize: trace.width,
        blockSize: trace.height,
        backgroundImage: `url("${client.imageUrl(image.id, 'steps')}")`,
        backgroundPositionX: -cell * trace.width,
      }}
    />
  );
};

const BranchForm = ({ image, close }: Readonly<{ image: Image; close: () => void }>) => {
  const { t } = useTranslation();
  const context = useCommandContext();
  const { client, queries } = context;
  const { recipe, generation } = image;
  const { data: kept } = useQuery(queries.kept(generation));
  const steps = kept?.steps ?? recipe.steps + (recipe.hires?.steps ?? 0);
  const [step, setStep] = useState(Math.max(1, Math.round(steps / 2)));
  const [prompt, setPrompt] = useState(recipe.prompt);
  const [negativePrompt, setNegativePrompt] = useState(recipe.negativePrompt);
  const [scale, setScale] = useState<number | string>(recipe.guidance.scale);
  const [problem, setProblem] = useState<Fault | null>(null);
  const start = async (): Promise<void> => {
    try {
      const guidance = { ...recipe.guidance, scale: typeof scale === 'number' ? scale : recipe.guidance.scale };
      await client.invoke('jobs.branch', { job: generation, step, prompt, negativePrompt, guidance });
      followQueued(context, 1);
      close();
    } catch (error) {
      setProblem(faultOf(error));
    }
  };
  // a branch goes on from the newest kept step before it
  const again = step - (kept?.kept.findLast((one) => one <= step) ?? 0);
  return (
    <Stack
      component="form"
      gap="sm"
      onSubmit={(event) => {
        event.preventDefault();
        void start();
      }}
    >
      <Group wrap="nowrap" align="center" gap="md">
        <Belief image={image} step={step} />
        <div className={classes.steps}>
          <Text size="sm" fw={500}>
            {t('branch.step', { step, steps })}
          </Text>
          <Slider
            my="xs"
            min={1}
            max={Math.max(1, steps - 1)}
            value={step}
            onChange={setStep}
            label={null}
            marks={(kept?.kept ?? []).filter((one) => one < steps).map((value) => ({ value }))}
            thumbLabel={t('branch.step', { step, steps })}
          />
          <Text size="xs" c="dimmed">
            {again === 0 ? t('branch.kept') : t('branch.anew', { count: again })}
          </Text>
        </div>
      </Group>
      <Textarea
        label={t('field.prompt')}
        autosize
        minRows={2}
        maxRows={6}
        data-autofocus
        value={prompt}
        onChange={(event) => setPrompt(event.currentTarget.value)}
      />
      <Textarea
        label={t('field.negativePrompt')}
        autosize
        maxRows={4}
        value={negativePrompt}
        onChange={(event) => setNegativePrompt(event.currentTarget.value)}
      />
      <NumberInput label={t('field.scale')} value={scale} min={0} step={0.5} onChange={setScale} />
      {problem !== null && (
        <Notice level="error">
          <FaultWords fault={problem} />
        </Notice>
      )}
      <Group justify="flex-end">
        <Button type="submit">{t('branch.start')}</Button>
      </Group>
    </Stack>
  );
};

/** Goes on from a step of a picture's run, under other words or guidance. */
export const Branch = ({ image }: Readonly<{ image: Image }>) => {
  const { t } = useTranslation();
  const opened = useLayout((layout) => layout.branching);
  const setBranching = useLayout((layout) => layout.branch);
  const close = (): void => setBranching(null);
  return (
    <Dialog opened={opened === image.id} onClose={close} title={t('branch.title')} size="lg">
      <BranchForm key={image.id} image={image} close={close} />
    </Dialog>
  );
};
