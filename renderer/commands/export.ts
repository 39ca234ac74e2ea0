import { IconFileExport, IconShieldCheck } from '@tabler/icons-react';
import type { Command, CommandContext } from './command.ts';
import { currentId, listed, present, targets } from './current.ts';
import { keys } from '../api/queries.ts';
import type { Asked } from '../state/exporting.ts';

/** The selection, else the picture in front, else all that the library lists; null where there is none. All of a search goes as the search. */
const wanted = (context: CommandContext): Asked | null => {
  const { view, query } = context.layout.getState();
  const chosen = targets(context);
  const all = view === 'library' ? listed(context) : [];
  const isAll =
    all.length > 0 &&
    (chosen.length === 0 || (chosen.length === all.length && all.every((id) => context.selection.getState().ids.has(id))));
  if (isAll) return { what: { kind: 'query', query: query.text, sort: query.sort }, count: all.length };
  return chosen.length === 0 ? null : { what: { kind: 'ids', ids: [...chosen] }, count: chosen.length };
};

export const exportPictures: Command = {
  id: 'export',
  label: 'command.export',
  group: 'picture',
  icon: IconFileExport,
  keys: ['E'],
  when: (context) => wanted(context) !== null,
  run: (context) => {
    const asked = wanted(context);
    if (asked !== null) context.exporting.getState().ask(asked);
  },
};

export const verify: Command = {
  id: 'verify',
  label: 'command.verify',
  group: 'picture',
  icon: IconShieldCheck,
  keys: ['Shift+R'],
  when: (context) => currentId(context) !== null,
  run: async (context) => {
    const { cache, client } = context;
    const id = currentId(context);
    if (id === null) return;
    // its note stands under the large picture
    present(context, id);
    cache.setQueryData(keys.verification(id), { kind: 'running', step: 0, steps: 0 });
    try {
      const result = await client.invoke('images.verify', id);
      cache.setQueryData(keys.verification(id), { kind: 'done', result });
    } catch (error) {
      cache.setQueryData(keys.verification(id), null);
      throw error;
    }
  },
};
