import { ActionIcon, Title, Tooltip } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Origin } from '../../../electron/contract/origin.ts';
import type { Recipe } from '../../../electron/contract/recipe.ts';
import type { Image, PieceDescriptor } from '../../../electron/contract/records.ts';
import { isProvider } from '../../../native-models/sessions/providers.ts';
import { draftOf } from '../../state/recipe-fields.ts';
import { useDraft } from '../../studio.ts';
import { formatDate, formatDuration, formatList, formatNumber, formatSize } from '../../ui/format.ts';
import { HostWords } from '../../ui/Fault.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Facts, LeftBehindList } from '../import/Facts.tsx';
import { useFacts } from '../import/use-facts.ts';
import { useSay } from '../../ui/say.tsx';
import { isFallen, useFallBackWords } from '../devices/fall-back.ts';
import { FitNote } from './FitNote.tsx';
import { LineageStrip } from './LineageStrip.tsx';
import classes from './Picture.module.css';
import { useCapabilities } from '../../ui/use-capabilities.ts';

const labelOf = (id: string, pieces: readonly PieceDescriptor[] = []): string => pieces.find((piece) => piece.id === id)?.label ?? id;

/** All that is known of a picture. */
export const RecipePanel = ({ image }: Readonly<{ image: Image }>) =>
  image.origin === null ? <OwnRecipe image={image} /> : <ForeignRecipe image={image} origin={image.origin} />;

const Panel = ({ children }: Readonly<{ children: ReactNode }>) => {
  const { t } = useTranslation();
  return (
    // it scrolls, so that the keyboard must be able to reach it
    <aside className={classes.recipe} aria-label={t('picture.recipe')} tabIndex={0}>
      <Title order={2} size="h6">
        {t('picture.recipe')}
      </Title>
      {children}
    </aside>
  );
};

/** What a file from elsewhere says of its making, and what of it has no place here. */
const ForeignRecipe = ({ image, origin }: Readonly<{ image: Image; origin: Origin }>) => {
  const { t, i18n } = useTranslation();
  const facts: readonly (readonly [string, string])[] = [
    [t('import.tool'), origin.tool ?? t('import.unknown')],
    ...useFacts(origin.fields),
    [t('import.dimensions'), formatSize(i18n.language, image)],
    [t('picture.made'), formatDate(i18n.language, image.createdAt)],
    [t('picture.file'), image.file],
  ];
  return (
    <Panel>
      <div className={classes.notes} />
      <Facts facts={facts} />
      <div className={classes.notes} />
      <LeftBehindList left={origin.leftBehind} />
      <FitNote id={image.id} />
    </Panel>
  );
};

const OwnRecipe = ({ image }: Readonly<{ image: Image }>) => {
  const { t, i18n } = useTranslation();
  const known = useCapabilities();
  const edit = useDraft((draft) => draft.edit);
  const say = useSay();
  const { recipe } = image;
  const { language } = i18n;
  const time = formatDuration(language, image.milliseconds);
  const fellBack = recipe.made?.fellBack ?? [];
  const whys = useFallBackWords()(fellBack);
  const deviceName = (id: string): string => (isProvider(id) ? t(`devices.name.${id}`) : id);
  const facts: readonly (readonly [name: string, value: string, take?: Partial<Recipe>])[] = [
    [t('field.prompt'), recipe.prompt, { prompt: recipe.prompt }],
    [t('field.negativePrompt'), recipe.negativePrompt, { negativePrompt: recipe.negativePrompt }],
    [t('field.model'), recipe.model.name, { model: recipe.model }],
    [
      t('field.loras'),
      formatList(
        language,
        recipe.loras.map(({ name, weight }) => `${name} ${formatNumber(language, weight, 2)}`),
      ),
      { loras: recipe.loras },
    ],
    [
      t('field.inversions'),
      formatList(
        language,
        recipe.inversions.map(({ name }) => name),
      ),
      { inversions: recipe.inversions },
    ],
    [t('parts.vae'), recipe.components.vae?.name ?? ''],
    [t('parts.textEncoders'), recipe.components.textEncoders?.name ?? ''],
    [t('field.predicts'), recipe.predicts === null ? '' : t(`predicts.${recipe.predicts}`)],
    [t('picture.size'), formatSize(language, image), { width: recipe.width, height: recipe.height }],
    [t('field.tiles'), recipe.tiles === null ? '' : formatSize(language, recipe.tiles), { tiles: recipe.tiles }],
    [t('enlarge.from'), recipe.enlarged === null ? '' : formatSize(language, recipe.hires ?? recipe)],
    [t('field.seed'), String(recipe.seed), { seed: recipe.seed }],
    [t('field.steps'), formatNumber(language, recipe.steps), { steps: recipe.steps }],
    [t('field.sampler'), labelOf(recipe.sampler.id, known?.samplers), { sampler: recipe.sampler }],
    [t('field.schedule'), labelOf(recipe.schedule.id, known?.schedules), { schedule: recipe.schedule }],
    [t('field.scale'), formatNumber(language, recipe.guidance.scale, 2), { guidance: recipe.guidance }],
    [t('field.guidance'), labelOf(recipe.guidance.id, known?.guidance)],
    [t('field.weak'), recipe.guidance.weak?.name ?? ''],
    [t('field.strength'), recipe.source === null ? '' : formatNumber(language, recipe.source.strength, 2), { source: recipe.source }],
    [t('source.mask'), recipe.source?.mask == null ? '' : t('source.masked')],
    [
      t('branch.from'),
      recipe.branch === null ? '' : t('branch.fromStep', { step: recipe.branch.step, prompt: recipe.branch.earlier.at(-1)?.prompt ?? '' }),
    ],
    [t('field.prior'), recipe.prior.id === 'gaussian@1' ? '' : labelOf(recipe.prior.id, known?.priors)],
    [t('field.noise'), labelOf(recipe.noise.id, known?.noise), { noise: recipe.noise }],
    [t('picture.made'), formatDate(language, image.createdAt)],
    [t('picture.took'), image.calls === 0 ? time : t('picture.tookCalls', { time, count: image.calls })],
    [t('picture.device'), recipe.made === null ? '' : deviceName(recipe.made.provider)],
    [t('picture.asked'), isFallen(fellBack) ? '' : formatList(language, whys)],
    [t('picture.engine'), recipe.made?.engine ?? ''],
    [t('picture.file'), image.file],
  ];
  return (
    <Panel>
      {isFallen(fellBack) && (
        <div className={classes.notes}>
          <Notice level="warning" title={t('picture.fellBack', { device: deviceName(recipe.made?.provider ?? '') })}>
            {whys.map((why) => (
              <div key={why}>{why}</div>
            ))}
          </Notice>
        </div>
      )}
      {image.warnings.length > 0 && (
        <div className={classes.notes}>
          <Notice level="warning" title={t('picture.warnings')}>
            <HostWords words={image.warnings} />
          </Notice>
        </div>
      )}
      <dl className={classes.facts}>
        {facts
          .filter(([, value]) => value !== '')
          .map(([name, value, take]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd dir="auto">
                {value}
                {take !== undefined && (
                  <Tooltip label={t('picture.takeOne')}>
                    <ActionIcon
                      className={classes.take ?? ''}
                      // at the window's end of the line, whatever the value's direction
                      dir={i18n.dir()}
                      size={22}
                      aria-label={t('picture.takeField', { name })}
                      onClick={() => {
                        edit(draftOf(take));
                        say.info(t('picture.fieldTaken', { name }));
                      }}
                    >
                      <IconArrowBackUp size={14} aria-hidden />
                    </ActionIcon>
                  </Tooltip>
                )}
              </dd>
            </div>
          ))}
      </dl>
      <FitNote id={image.id} />
      <LineageStrip id={image.id} />
    </Panel>
  );
};
