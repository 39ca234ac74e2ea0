import {
  IconAdjustmentsShare,
  IconArrowLeft,
  IconArrowsDiagonal,
  IconChevronLeft,
  IconChevronRight,
  IconCopy,
  IconFileCode,
  IconFolderOpen,
  IconGitBranch,
  IconGridDots,
  IconHeart,
  IconInfoCircle,
  IconPhotoEdit,
  IconRefresh,
  IconSparkles,
  IconTrash,
} from '@tabler/icons-react';
import { recipeExtension } from '../../electron/contract/link.ts';
import type { Recipe } from '../../electron/contract/recipe.ts';
import type { Selection } from '../../electron/contract/order.ts';
import type { Image } from '../../electron/contract/records.ts';
import { keys } from '../api/queries.ts';
import { commandOf, textOf } from './recipe-text.ts';
import { randomSeed } from '../state/draft.ts';
import { detailsOpen } from '../state/layout.ts';
import type { Command, CommandContext } from './command.ts';
import { chosen, currentId, currentImage, listed, present, shownId, targets } from './current.ts';
import { changeChosen } from './order.ts';
import { settingsIn, takeSettings } from './take-settings.ts';
import { saveText } from '../ui/save-text.ts';

const inFront = (context: CommandContext): boolean => currentId(context) !== null;
const some = (context: CommandContext): boolean => targets(context).length > 0;

/** The stage follows what was put into the queue; elsewhere a way to it is shown. */
export const followQueued = ({ layout, say, t }: CommandContext, count: number): void => {
  layout.getState().show(null);
  if (layout.getState().view === 'studio') return;
  say.leading(t('picture.queued', { count }), t('picture.watch'), () => {
    layout.getState().show(null);
    layout.getState().go('studio');
  });
};

/** Puts recipes into the queue and lets the stage follow them. */
export const startRecipe = async (context: CommandContext, recipe: Recipe): Promise<void> => {
  const jobs = await context.client.invoke('jobs.start', { recipe: { ...recipe, made: null }, count: 1 });
  followQueued(context, jobs.length);
};

/** Differences that are named in a note. */
const mostNamed = 6;

/** The recipe of a picture; of one from elsewhere as far as its file tells, which is said. Where that is too little, that is said too, the form gets what there is, and the answer is null. */
const recipeOf = async (context: CommandContext, image: Image, how: 'again' | 'vary'): Promise<Recipe | null> => {
  const { client, say, t } = context;
  const lineage = { parent: image.sha256, how };
  if (image.origin === null) return { ...image.recipe, lineage };
  try {
    const { recipe, differences } = await client.invoke('images.again', image.id);
    const names = differences.map(({ what, made, now }) => (what === 'setting' ? made : `${t(`verify.what.${what}`)} (${now})`));
    const told = names.length > mostNamed ? [...names.slice(0, mostNamed), '…'] : names;
    say.info(told.length === 0 ? t('picture.fromFile') : t('picture.fromFileWithout', { names: told }));
    return { ...recipe, lineage };
  } catch (error) {
    await takeSettings(context, settingsIn(image));
    say.fault(error);
    return null;
  }
};

export const again: Command = {
  id: 'again',
  label: 'command.again',
  group: 'picture',
  icon: IconRefresh,
  keys: ['R'],
  when: inFront,
  run: async (context) => {
    const image = await currentImage(context);
    if (image === null) return;
    const recipe = await recipeOf(context, image, 'again');
    if (recipe !== null) await startRecipe(context, recipe);
  },
};

export const vary: Command = {
  id: 'vary',
  label: 'command.vary',
  group: 'picture',
  icon: IconSparkles,
  keys: ['V'],
  when: inFront,
  run: async (context) => {
    const image = await currentImage(context);
    if (image === null) return;
    const recipe = await recipeOf(context, image, 'vary');
    if (recipe !== null) await startRecipe(context, { ...recipe, seed: randomSeed() });
  },
};

/** Asks from which step, and with which words. */
export const branch: Command = {
  id: 'branch',
  label: 'command.branch',
  group: 'picture',
  icon: IconGitBranch,
  keys: ['B'],
  when: inFront,
  run: (context) => {
    const id = currentId(context);
    if (id === null) return;
    present(context, id);
    context.layout.getState().branch(id);
  },
};

const variationCount = 9;

export const variations: Command = {
  id: 'variations',
  label: 'command.variations',
  group: 'picture',
  icon: IconGridDots,
  keys: ['Shift+V'],
  when: inFront,
  run: async (context) => {
    const image = await currentImage(context);
    if (image === null) return;
    const found = await recipeOf(context, image, 'vary');
    if (found === null) return;
    const recipe = { ...found, made: null };
    const values = [recipe.seed, ...Array.from({ length: variationCount - 1 }, randomSeed)];
    const definition = { name: context.t('grid.variationsOf', { prompt: recipe.prompt.slice(0, 120) }), recipe };
    const id = await context.client.invoke('grids.start', { ...definition, axes: [{ field: 'seed', find: null, values }] });
    await context.cache.invalidateQueries({ queryKey: keys.allGrids });
    context.layout.getState().openGrid(id);
    context.layout.getState().go('grids');
  },
};

const copying = (id: string, label: Command['label'], keys: readonly string[], textOf: (recipe: Recipe) => string): Command => ({
  id,
  label,
  group: 'picture',
  icon: IconCopy,
  keys,
  when: inFront,
  run: async (context) => {
    const image = await currentImage(context);
    if (image === null) return;
    await navigator.clipboard.writeText(textOf(image.recipe));
    context.say.info(context.t('picture.copied'));
  },
});
export const copyPrompt = copying('copyPrompt', 'command.copyPrompt', ['C'], ({ prompt }) => prompt);
export const copyText = copying('copyText', 'command.copyText', ['Shift+C'], textOf);
export const copyCommand = copying('copyCommand', 'command.copyCommand', [], commandOf);
export const copyJson = copying('copyJson', 'command.copyJson', [], (recipe) => JSON.stringify(recipe, null, 2));

export const enlarge: Command = {
  id: 'enlarge',
  label: 'command.enlarge',
  group: 'picture',
  icon: IconArrowsDiagonal,
  keys: ['Shift+U'],
  when: inFront,
  run: (context) => {
    const id = currentId(context);
    if (id === null) return;
    present(context, id);
    context.layout.getState().setEnlarging(id);
  },
};

export const useSettings: Command = {
  id: 'useSettings',
  label: 'command.useSettings',
  group: 'picture',
  icon: IconAdjustmentsShare,
  keys: ['U'],
  when: inFront,
  run: async (context) => {
    const image = await currentImage(context);
    if (image !== null) await takeSettings(context, settingsIn(image));
  },
};

const ownRecipe = (context: CommandContext): Image | null => {
  const id = currentId(context);
  const image = id === null ? undefined : context.cache.getQueryData<Image | null>(keys.image(id));
  return image?.origin === null ? image : null;
};

/** The recipe as a file that opens with the studio, on any computer. */
export const saveSettings: Command = {
  id: 'saveSettings',
  label: 'command.saveSettings',
  group: 'picture',
  icon: IconFileCode,
  keys: ['mod+S'],
  when: (context) => ownRecipe(context) !== null,
  run: (context) => {
    const image = ownRecipe(context);
    if (image === null) return;
    const name = image.file.replace(/^.*\/|\.[^.]*$/g, '');
    saveText(`${name}.${recipeExtension}`, 'application/json', `${JSON.stringify(image.recipe, null, 2)}\n`);
  },
};

export const startFrom: Command = {
  id: 'startFrom',
  label: 'command.startFrom',
  group: 'picture',
  icon: IconPhotoEdit,
  keys: ['Shift+E'],
  when: inFront,
  run: async (context) => {
    const image = await currentImage(context);
    if (image === null) return;
    context.draft.getState().edit({ source: { image: image.sha256, mask: null } });
    context.layout.getState().go('studio');
    context.say.info(context.t('source.taken'));
  },
};

export const reveal: Command = {
  id: 'reveal',
  label: 'command.reveal',
  group: 'picture',
  icon: IconFolderOpen,
  keys: ['Shift+O'],
  when: (context) => context.client.kind === 'desktop' && inFront(context),
  run: async (context) => {
    const id = currentId(context);
    if (id !== null) await context.client.invoke('images.reveal', id);
  },
};

export const favourite: Command = {
  id: 'favourite',
  label: 'command.favourite',
  group: 'picture',
  icon: IconHeart,
  keys: ['F'],
  when: some,
  run: async (context) => {
    // the host says whether any was none yet: fifty thousand records need not come here for it
    const liked = await changeChosen(context, { kind: 'favourite', favourite: true });
    if (liked === 0) await changeChosen(context, { kind: 'favourite', favourite: false });
  },
};

/** What stands in front once `id` is gone. */
const neighbour = (context: CommandContext): ReturnType<typeof currentId> => {
  const [id, all] = [currentId(context), listed(context)];
  const at = id === null ? -1 : all.indexOf(id);
  return at < 0 ? null : (all[at + 1] ?? all[at - 1] ?? null);
};

/** Puts pictures into the bin. What it answers offers to take that back. */
export const putIntoBin = async ({ client, cache, say, t }: CommandContext, of: Selection): Promise<() => void> => {
  const { count, undo } = await client.invoke('images.delete', of);
  return () => {
    if (undo === null) return;
    say.undoable(t('library.deleted', { count }), async () => {
      await client.invoke('images.undo', undo);
      await cache.invalidateQueries({ queryKey: keys.listings });
    });
  };
};

export const remove: Command = {
  id: 'delete',
  label: 'command.delete',
  group: 'picture',
  icon: IconTrash,
  keys: ['Delete', 'Backspace'],
  when: some,
  run: async (context) => {
    const { layout, selection, gallery } = context;
    const next = neighbour(context);
    const offer = await putIntoBin(context, chosen(context));
    selection.getState().clear();
    if (gallery.getState().at !== null) gallery.getState().moveTo(next);
    if (layout.getState().opened !== null) layout.getState().open(next);
    if (layout.getState().shown !== null) layout.getState().show(next);
    offer();
  },
};

const walk = (id: string, label: 'command.next' | 'command.previous', key: string, icon: Command['icon'], by: 1 | -1): Command => {
  const reach = (context: CommandContext) => {
    const [current, all] = [shownId(context), listed(context)];
    return current === null ? null : (all[all.indexOf(current) + by] ?? null);
  };
  return {
    id,
    label,
    group: 'go',
    icon,
    keys: [key],
    when: (context) => reach(context) !== null,
    run: (context) => {
      const reached = reach(context);
      if (reached !== null) present(context, reached);
    },
  };
};
export const next = walk('next', 'command.next', 'ArrowRight', IconChevronRight, 1);
export const previous = walk('previous', 'command.previous', 'ArrowLeft', IconChevronLeft, -1);

export const details: Command = {
  id: 'details',
  label: 'command.details',
  group: 'go',
  icon: IconInfoCircle,
  keys: ['I'],
  when: (context) => shownId(context) !== null,
  run: ({ layout }) => layout.getState().setDetails(!detailsOpen(layout.getState())),
};

export const back: Command = {
  id: 'back',
  label: 'command.back',
  group: 'go',
  icon: IconArrowLeft,
  keys: ['Escape'],
  when: ({ layout }) => layout.getState().view === 'library' && layout.getState().opened !== null,
  run: ({ layout, gallery }) => {
    const { opened, open } = layout.getState();
    open(null);
    gallery.getState().moveTo(opened);
  },
};
