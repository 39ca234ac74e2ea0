import { IconPhotoSearch, IconSparkles2, IconTrophy } from '@tabler/icons-react';
import { mostCandidates } from '../../electron/contract/meaning.ts';
import { termOf } from '../../electron/contract/query/edit.ts';
import { unpackIds } from '../../electron/contract/order.ts';
import type { ImageId } from '../../electron/contract/records.ts';
import { always, type Command, type CommandContext } from './command.ts';
import { currentId, currentImage, targets } from './current.ts';
import { find, searchId } from './library.ts';
import { whenThere } from './when-there.ts';

/** Puts the cursor into the search box, whose words then mean what pictures show. */
export const searchMeaning: Command = {
  id: 'searchMeaning',
  label: 'command.searchMeaning',
  group: 'library',
  icon: IconSparkles2,
  keys: ['mod+Shift+F'],
  when: always,
  run: async (context) => {
    context.layout.getState().setByMeaning(true);
    await find.run(context);
  },
};

/** The other way to mean the words of the search box. */
export const switchMeaning = ({ layout }: CommandContext): void => {
  layout.getState().setByMeaning(!layout.getState().byMeaning);
  whenThere(`#${searchId}`, (field) => field.focus());
};

export const likeThis: Command = {
  id: 'likeThis',
  label: 'command.likeThis',
  group: 'picture',
  icon: IconPhotoSearch,
  keys: ['A'],
  when: (context) => currentId(context) !== null,
  run: (context) => {
    const id = currentId(context);
    if (id === null) return;
    const { layout, gallery, selection } = context;
    selection.getState().clear();
    gallery.getState().compare([]);
    gallery.getState().moveTo(null);
    layout.getState().open(null);
    layout.getState().find({ text: termOf('like', id), sort: 'likeness' });
    layout.getState().go('library');
  },
};

/** The chosen pictures where they are several, else all that were made of the prompt of the one in front. */
const candidates = async (context: CommandContext): Promise<readonly ImageId[]> => {
  const chosen = targets(context);
  if (chosen.length > 1) return chosen;
  const image = await currentImage(context);
  if (image === null || image.recipe.prompt.trim() === '') return chosen;
  const text = termOf('prompt', image.recipe.prompt, '=');
  const { sections } = await context.client.invoke('images.ids', { text, sort: 'newest' });
  return sections.flatMap(({ ids }) => unpackIds(ids)).slice(0, mostCandidates);
};

export const rankFit: Command = {
  id: 'rankFit',
  label: 'command.rankFit',
  group: 'picture',
  icon: IconTrophy,
  keys: ['Shift+A'],
  when: (context) => targets(context).length > 0 && targets(context).length <= mostCandidates,
  run: async (context) => {
    const ids = await candidates(context);
    if (ids.length < 2) context.say.info(context.t('rank.alone'));
    else context.gallery.getState().rank(ids);
  },
};

export const meaningCommands: readonly Command[] = [searchMeaning, likeThis, rankFit];
