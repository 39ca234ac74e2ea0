import { IconArrowBackUp, IconCopyCheck, IconPin, IconTrashX } from '@tabler/icons-react';
import type { ImageId } from '../../electron/contract/records.ts';
import { type Duplicates, keys } from '../api/queries.ts';
import { going, type Group, keepOnly, staying, switched } from '../state/duplicates.ts';
import { always, type Command, type CommandContext } from './command.ts';
import { putIntoBin } from './picture.ts';

const inDuplicates = ({ layout, gallery }: CommandContext): boolean => {
  const { view, opened, duplicates } = layout.getState();
  return view === 'library' && duplicates && opened === null && gallery.getState().compared.length === 0;
};
const groups = ({ cache }: CommandContext): readonly Group[] => cache.getQueryData<Duplicates>(keys.duplicates)?.groups ?? [];

export const findDuplicates: Command = {
  id: 'findDuplicates',
  label: 'command.findDuplicates',
  group: 'library',
  icon: IconCopyCheck,
  keys: ['Shift+Y'],
  when: always,
  run: ({ layout, gallery, selection }) => {
    // what is selected elsewhere is not what keys work on here
    selection.getState().clear();
    gallery.getState().compare([]);
    layout.getState().open(null);
    layout.getState().setDuplicates(true);
    layout.getState().go('library');
  },
};

export const closeDuplicates: Command = {
  id: 'closeDuplicates',
  label: 'command.back',
  group: 'library',
  icon: IconArrowBackUp,
  keys: ['Escape'],
  when: inDuplicates,
  run: ({ layout }) => layout.getState().setDuplicates(false),
};

/** Decides that this one of its group stays, and no other. */
export const keepThis = (context: CommandContext, id: ImageId): void => {
  const group = groups(context).find((ids) => ids.includes(id));
  if (group !== undefined) context.gallery.getState().decide(keepOnly(group, new Set([id]), context.gallery.getState().fates));
};

/** The other fate for a picture, unless it is the last that stays. */
export const switchFate = (context: CommandContext, id: ImageId): void => {
  const { gallery, say, t } = context;
  const group = groups(context).find((ids) => ids.includes(id));
  if (group === undefined) return;
  const fates = switched(group, id, gallery.getState().fates);
  if (fates === null) say.info(t('duplicates.oneStays'));
  else gallery.getState().decide(fates);
};

export const keepDuplicate: Command = {
  id: 'keepDuplicate',
  label: 'command.keepDuplicate',
  group: 'library',
  icon: IconPin,
  keys: ['W'],
  when: (context) => inDuplicates(context) && context.gallery.getState().at !== null,
  run: (context) => {
    const { at } = context.gallery.getState();
    if (at !== null) keepThis(context, at);
  },
};

export const binDuplicates: Command = {
  id: 'binDuplicates',
  label: 'command.binDuplicates',
  group: 'library',
  icon: IconTrashX,
  keys: ['mod+Delete', 'mod+Backspace'],
  when: (context) => {
    if (!inDuplicates(context)) return false;
    const { fates } = context.gallery.getState();
    return groups(context).some((group) => staying(group, fates).size < group.length);
  },
  run: async (context) => {
    const { at, fates, moveTo } = context.gallery.getState();
    const ids = going(groups(context), fates);
    const offer = await putIntoBin(context, { ids });
    if (at !== null && ids.includes(at)) moveTo(null);
    offer();
  },
};
