// @vitest-environment jsdom
import { cleanup, screen } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { type ExportChoices, createExporting, optionsOf } from '../../state/exporting.ts';
import { renderScreen } from '../../test/render.tsx';
import { ExtraChoices } from './Choices.tsx';

afterEach(cleanup);

const choicesFor = (kind: ExportChoices['kind']): ExportChoices => ({
  ...createExporting(window.localStorage).getState().choices,
  conflicts: 'overwrite',
  kind,
});

it.each([
  ['folder', 'overwrite'],
  ['zip', 'overwrite'],
  ['download', 'refuse'],
  ['dataset', 'refuse'],
] as const)('asks what to do with names that are taken only where files may lie: %s', async (kind, sent) => {
  const choices = choicesFor(kind);
  await renderScreen(<ExtraChoices choices={choices} choose={() => undefined} />);
  expect(screen.queryAllByRole('combobox', { name: 'Where a name is taken' })).toHaveLength(sent === 'overwrite' ? 1 : 0);
  expect(optionsOf(choices, { kind: 'ids', ids: [] }).conflicts).toBe(sent);
});
