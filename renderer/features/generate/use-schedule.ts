import { useDebouncedValue } from '@mantine/hooks';
import { skipToken, useQuery } from '@tanstack/react-query';
import { limits } from '../../../electron/contract/recipe.ts';
import { keys } from '../../api/queries.ts';
import { useDraft, useStudio } from '../../studio.ts';

/** While someone types a number, wait this long before asking. */
const pause = 250;

/** σ of the run that the form describes; empty until the form describes one. */
export const useSchedule = () => {
  const { client } = useStudio();
  const { model, steps, schedule, sampler, source, strength } = useDraft((draft) => ({
    model: draft.model,
    steps: draft.steps,
    schedule: draft.schedule,
    sampler: draft.sampler,
    source: draft.source,
    strength: draft.strength,
  }));
  const [count] = useDebouncedValue(steps, pause);
  const part = source !== null && typeof strength === 'number' && strength >= 0 && strength <= 1 ? strength : null;
  const input =
    model !== null &&
    schedule !== null &&
    sampler !== null &&
    typeof count === 'number' &&
    Number.isInteger(count) &&
    count >= 1 &&
    count <= limits.steps
      ? { model, steps: count, schedule, sampler, strength: part }
      : null;
  return useQuery({
    queryKey: input === null ? ['schedule'] : keys.schedule(input),
    queryFn: input === null ? skipToken : () => client.invoke('studio.schedule', input),
  });
};
