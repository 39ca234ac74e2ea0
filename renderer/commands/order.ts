import {
  IconArrowBackUp,
  IconBookmark,
  IconColumns2,
  IconCopyCheck,
  IconFilter,
  IconFolderMinus,
  IconFolderPlus,
  IconPencil,
  IconStar,
  IconStarFilled,
  IconTag,
  IconTagOff,
} from '@tabler/icons-react';
import type { Change } from '../../electron/contract/order.ts';
import { keys as queryKeys } from '../api/queries.ts';
import { type Asking, filtersOpen, type Names } from '../state/gallery.ts';
import { type Command, type CommandContext } from './command.ts';
import { chosen, targets } from './current.ts';

const inLibrary = ({ layout }: CommandContext): boolean => layout.getState().view === 'library';
const some = (context: CommandContext): boolean => targets(context).length > 0;

const takeBack = async ({ client, cache }: CommandContext, token: number | null): Promise<number> => {
  const { count } = await client.invoke('images.undo', token);
  await cache.invalidateQueries({ queryKey: queryKeys.listings });
  return count;
};

/** What became of several pictures; of a single one, too, where that is not to be seen on it. */
const toldOf = ({ t }: CommandContext, change: Change, count: number): string | null => {
  const pictures = t('library.count', { count });
  switch (change.kind) {
    case 'addToCollection':
      return t('library.collected', { name: change.collection, pictures });
    case 'removeFromCollection':
      return t('library.uncollected', { name: change.collection, pictures });
    case 'addTag':
      return t('library.tagged', { name: change.tag, pictures });
    case 'removeTag':
      return t('library.untagged', { name: change.tag, pictures });
    case 'rating':
    case 'favourite':
      return count > 1 ? t('library.changed', { count }) : null;
  }
};

/** Changes the chosen pictures, says what became of how many, and offers to take it back; answers how many. */
export const changeChosen = async (context: CommandContext, change: Change): Promise<number> => {
  const { client, say } = context;
  const { count, undo } = await client.invoke('images.change', { of: chosen(context), change });
  const told = toldOf(context, change, count);
  if (undo !== null && told !== null) say.undoable(told, async () => void (await takeBack(context, undo)));
  return count;
};

const rate = (rating: 0 | 1 | 2 | 3 | 4 | 5): Command => ({
  id: `rate.${rating}`,
  label: `command.rate${rating}`,
  group: 'picture',
  icon: rating === 0 ? IconStar : IconStarFilled,
  keys: [String(rating)],
  // in the library the digits rate, as soon as there is something to rate; elsewhere they lead to places
  when: (context) => inLibrary(context) && some(context),
  run: async (context) => void (await changeChosen(context, { kind: 'rating', rating })),
});
export const rates: readonly Command[] = ([0, 1, 2, 3, 4, 5] as const).map(rate);

const asks = (asking: Asking, icon: Command['icon'], key: string | null, when: Command['when']): Command => ({
  id: asking,
  label: `command.${asking}`,
  group: 'library',
  icon,
  keys: key === null ? [] : [key],
  when: (context) => inLibrary(context) && when(context),
  run: ({ gallery }) => gallery.getState().ask(asking),
});
export const addTag = asks('addTag', IconTag, 'N', some);
export const removeTag = asks('removeTag', IconTagOff, 'Shift+N', some);
export const addToCollection = asks('addToCollection', IconFolderPlus, 'J', some);
export const removeFromCollection = asks('removeFromCollection', IconFolderMinus, 'Shift+J', some);
export const saveSearch = asks('saveSearch', IconBookmark, null, ({ layout }) => layout.getState().query.text.trim() !== '');

const arranges = (id: 'arrangeTags' | 'arrangeCollections', names: Names): Command => ({
  id,
  label: `command.${id}`,
  group: 'library',
  icon: IconPencil,
  keys: [],
  when: inLibrary,
  run: ({ gallery }) => gallery.getState().arrange(names),
});
export const arrangeTags = arranges('arrangeTags', 'tag');
export const arrangeCollections = arranges('arrangeCollections', 'collection');

export const undo: Command = {
  id: 'undo',
  label: 'command.undo',
  group: 'library',
  icon: IconArrowBackUp,
  keys: ['mod+Z'],
  // elsewhere it takes back what is on offer; the schedule editor has an undo of its own
  when: (context) => inLibrary(context) || (context.say.offered() !== null && !context.layout.getState().curve),
  run: async (context) => {
    const offer = context.say.offered();
    if (!inLibrary(context)) return offer?.();
    const count = await takeBack(context, null);
    context.say.withdraw();
    context.say.info(context.t('library.undone', { count }));
  },
};

export const filters: Command = {
  id: 'filters',
  label: 'command.filters',
  group: 'library',
  icon: IconFilter,
  keys: ['Q'],
  when: inLibrary,
  run: ({ gallery }) => gallery.getState().setFilters(!filtersOpen(gallery.getState())),
};

/** As many as a comparison shows. */
const compared = { least: 2, most: 4 } as const;

export const compare: Command = {
  id: 'compare',
  label: 'command.compare',
  group: 'library',
  icon: IconColumns2,
  keys: ['K'],
  when: (context) => {
    const { size } = context.selection.getState().ids;
    return inLibrary(context) && size >= compared.least && size <= compared.most;
  },
  whyNot: (context) => (inLibrary(context) ? context.t('library.compareCount') : null),
  run: ({ gallery, selection }) => gallery.getState().compare([...selection.getState().ids]),
};

export const lookAlikes: Command = {
  id: 'lookAlikes',
  label: 'command.lookAlikes',
  group: 'picture',
  icon: IconCopyCheck,
  keys: ['Y'],
  when: (context) => inLibrary(context) && targets(context).length === 1,
  run: async (context) => {
    const { client, layout, selection, gallery, say, t } = context;
    const [id] = targets(context);
    if (id === undefined) return;
    const { alike, pending } = await client.invoke('images.alike', id);
    if (alike.length === 0) return say.info(t(pending > 0 ? 'library.notAlikeYet' : 'library.notAlike'));
    const all = [id, ...alike.map((one) => one.id)];
    layout.getState().open(null);
    layout.getState().setDuplicates(false);
    selection.getState().set(all);
    // more than four are shown by the selection alone
    if (all.length <= compared.most) gallery.getState().compare(all);
    else say.info(t('library.alike', { count: alike.length }));
  },
};

export const endCompare: Command = {
  id: 'endCompare',
  label: 'command.endCompare',
  group: 'library',
  icon: IconArrowBackUp,
  keys: ['Escape'],
  when: ({ gallery }) => gallery.getState().compared.length > 0,
  run: ({ gallery }) => {
    const { compared, compare: show, moveTo } = gallery.getState();
    show([]);
    moveTo(compared[0] ?? null);
  },
};

export const orderCommands: readonly Command[] = [
  endCompare,
  ...rates,
  addTag,
  removeTag,
  addToCollection,
  removeFromCollection,
  saveSearch,
  arrangeTags,
  arrangeCollections,
  undo,
  filters,
  compare,
  lookAlikes,
];
