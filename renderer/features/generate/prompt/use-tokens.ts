import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, skipToken, useQuery } from '@tanstack/react-query';
import { limits } from '../../../../electron/contract/recipe.ts';
import type { TokenCount } from '../../../../electron/contract/records.ts';
import { keys } from '../../../api/queries.ts';
import { useDraft, useStudio } from '../../../studio.ts';

/** While someone types, wait this long before asking. */
const pause = 300;

/** How many tokens of the chosen model a text takes; null until that is known. */
export const useTokens = (text: string): TokenCount | null => {
  const { client } = useStudio();
  const model = useDraft((draft) => draft.model);
  const syntax = useDraft((draft) => draft.promptSyntax) ?? { id: 'plain@1', options: {} };
  const [prompt] = useDebouncedValue(text, pause);
  const input = model === null || prompt.length > limits.prompt ? null : { model, prompt, promptSyntax: syntax };
  const { data } = useQuery({
    queryKey: input === null ? ['tokens'] : keys.tokens(input),
    queryFn: input === null ? skipToken : () => client.invoke('studio.tokens', input),
    placeholderData: keepPreviousData,
    gcTime: 30_000,
  });
  return data ?? null;
};
