// @vitest-environment jsdom
import { act, cleanup, renderHook } from '@testing-library/react';
import type { PropsWithChildren } from 'react';
import { afterEach, expect, it } from 'vitest';
import { createStudio, StudioProvider, useDraft } from './studio.ts';
import { createClient } from './api/client.ts';
import { createFakeStudio } from './test/fake-studio.ts';

afterEach(cleanup);

it('a field of the form is not drawn again for what is typed into another one', () => {
  const studio = createStudio(createClient(createFakeStudio(0).bridge), window.localStorage);
  const wrapper = ({ children }: PropsWithChildren) => <StudioProvider value={studio}>{children}</StudioProvider>;
  let drawn = 0;
  const { result } = renderHook(
    () => {
      drawn += 1;
      return useDraft(({ steps, problems, edit }) => ({ steps, problems, edit }));
    },
    { wrapper },
  );
  expect(drawn).toBe(1);
  act(() => studio.draft.getState().edit({ prompt: 'a fish' }));
  expect(drawn).toBe(1);
  act(() => studio.draft.getState().edit({ steps: 12 }));
  expect([drawn, result.current.steps]).toEqual([2, 12]);
});
