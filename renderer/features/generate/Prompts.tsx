import { Textarea, UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { promptId } from '../../commands/make.ts';
import { useDraft } from '../../studio.ts';
import classes from './Form.module.css';
import { useChosenModel } from './use-defaults.ts';

/** How many examples fit without a scroll bar. */
const shownExamples = 3;

export const Prompts = () => {
  const { t } = useTranslation();
  const prompt = useDraft((draft) => draft.prompt);
  const negativePrompt = useDraft((draft) => draft.negativePrompt);
  const problems = useDraft((draft) => draft.problems);
  const edit = useDraft((draft) => draft.edit);
  const model = useChosenModel(useDraft((draft) => draft.model));
  const examples = (model?.examples ?? []).filter((example) => example !== prompt).slice(0, shownExamples);
  return (
    <>
      <Textarea
        id={promptId}
        label={t('field.prompt')}
        placeholder={t('generate.placeholder')}
        autosize
        minRows={3}
        maxRows={9}
        classNames={{ input: classes.prompt }}
        value={prompt}
        error={problems.prompt}
        onChange={(event) => edit({ prompt: event.currentTarget.value })}
        data-autofocus
      />
      {examples.length > 0 && (
        <div className={classes.examples} role="group" aria-label={t('generate.examples')}>
          {examples.map((example) => (
            <UnstyledButton key={example} className={classes.example} onClick={() => edit({ prompt: example })}>
              {example}
            </UnstyledButton>
          ))}
        </div>
      )}
      <Textarea
        label={t('field.negativePrompt')}
        placeholder={t('generate.negativePlaceholder')}
        autosize
        minRows={1}
        maxRows={5}
        value={negativePrompt}
        error={problems.negativePrompt}
        onChange={(event) => edit({ negativePrompt: event.currentTarget.value })}
      />
    </>
  );
};
