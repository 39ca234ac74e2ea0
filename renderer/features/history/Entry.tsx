import { Button, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { termOf } from '../../../electron/contract/query/edit.ts';
import type { PromptEntry } from '../../../electron/contract/records.ts';
import { startRecipe } from '../../commands/picture.ts';
import { settingsOf, takeSettings } from '../../commands/take-settings.ts';
import { useCommandContext } from '../../commands/use-commands.ts';
import { formatDate } from '../../ui/format.ts';
import { ComparedSettings, ComparedWords } from './Compared.tsx';
import classes from './History.module.css';

type Props = Readonly<{
  entry: PromptEntry;
  /** The entry that all are compared with. */
  base: PromptEntry | null;
  onCompare: (entry: PromptEntry | null) => void;
}>;

/** One prompt of the log; beside another one, word by word, where that was asked for. */
export const Entry = ({ entry, base, onCompare }: Props) => {
  const { t, i18n } = useTranslation();
  const context = useCommandContext();
  const { prompt, negativePrompt } = entry;
  const isBase = base?.id === entry.id;
  const rerun = () => {
    startRecipe(context, entry.recipe).catch(context.say.fault);
  };
  const use = () => {
    takeSettings(context, settingsOf(entry.recipe)).catch(context.say.fault);
  };
  const show = () => {
    context.layout.getState().find({ text: termOf('prompt', prompt, '=') });
    context.layout.getState().open(null);
    context.layout.getState().go('library');
  };
  return (
    <div className={classes.entry} data-base={isBase}>
      <div className={classes.words}>
        {base === null || isBase ? (
          <>
            <Text {...(isBase ? {} : { lineClamp: 2 })} dir="auto">
              {prompt}
            </Text>
            {negativePrompt !== '' && (
              <Text size="sm" c="dimmed" {...(isBase ? {} : { lineClamp: 1 })} dir="auto">
                {t('history.not', { prompt: negativePrompt })}
              </Text>
            )}
          </>
        ) : (
          <>
            <ComparedWords from={base.prompt} to={prompt} />
            {(negativePrompt !== '' || base.negativePrompt !== '') && (
              <div className={classes.negative}>
                <Text size="sm" c="dimmed">
                  {t('field.negativePrompt')}
                </Text>
                <ComparedWords from={base.negativePrompt} to={negativePrompt} />
              </div>
            )}
            <ComparedSettings from={base.recipe} to={entry.recipe} />
          </>
        )}
        <Text size="xs" c="dimmed">
          {[
            formatDate(i18n.language, entry.usedAt),
            t('history.uses', { count: entry.uses }),
            t('history.images', { count: entry.images }),
          ].join(' · ')}
        </Text>
      </div>
      <div className={classes.tools}>
        <Button
          size="compact-sm"
          variant={isBase ? 'light' : 'subtle'}
          color={isBase ? 'ink' : 'gray'}
          aria-pressed={isBase}
          aria-label={t('history.compareOf', { prompt })}
          onClick={() => onCompare(isBase ? null : entry)}
        >
          {t('history.compare')}
        </Button>
        {entry.images > 0 && (
          <Button size="compact-sm" variant="subtle" color="gray" aria-label={t('history.showOf', { prompt })} onClick={show}>
            {t('history.show')}
          </Button>
        )}
        <Button size="compact-sm" variant="subtle" color="gray" aria-label={t('history.useOf', { prompt })} onClick={use}>
          {t('history.use')}
        </Button>
        <Button size="compact-sm" variant="light" aria-label={t('history.rerunOf', { prompt })} onClick={rerun}>
          {t('history.rerun')}
        </Button>
      </div>
    </div>
  );
};
