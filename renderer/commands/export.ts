import { IconFileExport, IconShieldCheck } from '@tabler/icons-react';
import type { Command, CommandContext } from './command.ts';
import { currentId, listed, present, targets } from './current.ts';
import { keys } from '../api/queries.ts';

/** The selection, else the picture in front, else all that the library lists. */
const wanted = (context: CommandContext) => {
  const chosen = targets(context);
  if (chosen.length > 0) return chosen;
  return context.layout.getState().view === 'library' ? listed(context) : [];
};

export const exportPictures: Command = {
  id: 'export',
  label: 'command.export',
  group: 'picture',
  icon: IconFileExport,
  keys: ['E'],
  when: (context) => wanted(context).length > 0,
  run: (context) => context.exporting.getState().ask([...wanted(context)]),
};

export const verify: Command = {
  id: 'verify',
  label: 'command.verify',
  group: 'picture',
  icon: IconShieldCheck,
  keys: ['Shift+V'],
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
