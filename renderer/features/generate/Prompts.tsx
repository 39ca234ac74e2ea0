import { UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { promptId } from '../../commands/make.ts';
import { useDraft } from '../../studio.ts';
import classes from './Form.module.css';
import { PastPrompts } from './prompt/PastPrompts.tsx';
import { PromptField } from './prompt/PromptField.tsx';
import { examplesFor } from '../../state/examples.ts';
import { useChosenModel } from './use-defaults.ts';

/** How many examples fit without a scroll bar. */
const shownExamples = 3;

export const Prompts = () => {
  const { t, i18n } = useTranslation();
  const prompt = useDraft((draft) => draft.prompt);
  const edit = useDraft((draft) => draft.edit);
  const model = useChosenModel(useDraft((draft) => draft.model));
  const examples = examplesFor(model ?? undefined, i18n.language)
    .filter((example) => example !== prompt)
    .slice(0, shownExamples);
  return (
    <>
      <PromptField id={promptId} field="prompt" placeholder={t('generate.placeholder')} minRows={3} maxRows={9} tools={<PastPrompts />} />
      {examples.length > 0 && (
        <div className={classes.examples} role="group" aria-label={t('generate.examples')}>
          {examples.map((example) => (
            <UnstyledButton key={example} className={classes.example} onClick={() => edit({ prompt: example })}>
              {example}
            </UnstyledButton>
          ))}
        </div>
      )}
      <PromptField field="negativePrompt" placeholder={t('generate.negativePlaceholder')} minRows={1} maxRows={5} />
    </>
  );
};
