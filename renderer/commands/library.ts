import { IconSearch, IconSelectAll, IconX } from '@tabler/icons-react';
import { always, type Command, type CommandContext } from './command.ts';
import { listed } from './current.ts';
import { whenThere } from './when-there.ts';

const inGrid = ({ layout, gallery }: CommandContext): boolean => {
  const { view, opened, duplicates } = layout.getState();
  return view === 'library' && opened === null && !duplicates && gallery.getState().compared.length === 0;
};

/** The search box's id in the page, so that a command can put the cursor there. */
export const searchId = 'library-search';

export const selectAll: Command = {
  id: 'selectAll',
  label: 'command.selectAll',
  group: 'library',
  icon: IconSelectAll,
  keys: ['mod+A'],
  when: (context) => inGrid(context) && listed(context).length > 0,
  run: (context) => context.selection.getState().set(listed(context)),
};

export const clearSelection: Command = {
  id: 'clearSelection',
  label: 'command.clearSelection',
  group: 'library',
  icon: IconX,
  keys: ['Escape'],
  when: (context) => inGrid(context) && context.selection.getState().ids.size > 0,
  run: ({ selection }) => selection.getState().clear(),
};

export const find: Command = {
  id: 'find',
  label: 'command.find',
  group: 'library',
  icon: IconSearch,
  keys: ['mod+F', '/'],
  when: always,
  run: ({ layout, gallery }) => {
    layout.getState().go('library');
    layout.getState().open(null);
    layout.getState().setDuplicates(false);
    gallery.getState().compare([]);
    whenThere(`#${searchId}`, (field) => field.focus());
  },
};
