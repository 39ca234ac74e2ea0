import { useTranslation } from 'react-i18next';
import type { Preset, PresetFile } from '../../../../electron/contract/preset.ts';
import { presetFileName } from '../../../../electron/contract/preset.ts';
import { useCommandContext } from '../../../commands/use-commands.ts';
import { draftOf } from '../../../state/recipe-fields.ts';
import { readDraft } from '../../../state/read-draft.ts';
import { saveText } from '../../../ui/save-text.ts';
import { nameIn, type PresetPart, partsOf, toShare, withParts } from './preset-parts.ts';

/** What can be done with presets; every failure is said. */
export const usePresets = () => {
  const { i18n } = useTranslation();
  const { client, cache, queries, draft, layout, say, t, tell } = useCommandContext();
  const tried = async <T>(work: () => Promise<T>): Promise<T | null> => {
    try {
      return await work();
    } catch (error) {
      say.fault(error);
      return null;
    }
  };
  return {
    /** Puts these parts of a preset into the form; it can be undone. */
    apply: (preset: Preset, parts: readonly PresetPart[] = partsOf(preset.fields)): void => {
      const before = draft.getState();
      const changed = draftOf(withParts(preset.fields, parts));
      before.edit(changed);
      const restored = Object.fromEntries(Object.entries(before).filter(([key]) => key in changed));
      say.undoable(t('preset.applied', { name: nameIn(i18n.language, preset) }), async () => draft.getState().edit(restored));
    },
    /** Keeps these parts of the form, as a new preset or in the place of another. Answers whether it could. */
    save: (id: string | null, name: string, parts: readonly PresetPart[]): Promise<Preset | null> =>
      tried(async () => {
        const [models, known] = await Promise.all([cache.ensureQueryData(queries.models), cache.ensureQueryData(queries.capabilities)]);
        // an empty prompt is no obstacle to keeping the rest
        const fields = draft.getState();
        const words = fields.prompt.trim() === '' ? { prompt: '…' } : {};
        const reading = readDraft({ ...fields, ...words }, models, known, { t, tell });
        if (!reading.ok) {
          draft.getState().complain(reading.problems);
          layout.getState().setMore(true);
          throw new Error(Object.values(reading.problems)[0]);
        }
        const { recipe } = reading.request;
        return client.invoke('presets.save', { id, preset: { name, fields: withParts({ ...recipe, prompt: fields.prompt }, parts) } });
      }),
    rename: ({ id, fields }: Preset, name: string) => tried(() => client.invoke('presets.save', { id, preset: { name, fields } })),
    remove: (preset: Preset) =>
      tried(async () => {
        const { id } = preset;
        await client.invoke('presets.delete', id);
        say.undoable(
          t('preset.deleted', { name: nameIn(i18n.language, preset) }),
          async () => void (await client.invoke('presets.save', { id, preset: toShare(preset) })),
        );
      }),
    share: (presets: readonly Preset[]): void => {
      const file: PresetFile = {
        kind: 'tincture-presets',
        version: 1,
        presets: presets.map(toShare),
      };
      saveText(presetFileName, 'application/json', `${JSON.stringify(file, null, 2)}\n`);
    },
    take: (file: File) =>
      tried(async () => {
        const taken = await client.invoke('presets.import', await file.text());
        say.info(t('preset.imported', { count: taken.length }));
      }),
  };
};
