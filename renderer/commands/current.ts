import type { Selection } from '../../electron/contract/order.ts';
import { wholeLibrary } from '../../electron/contract/query/library-query.ts';
import type { Image, ImageId, Job } from '../../electron/contract/records.ts';
import type { Listed } from '../api/listed.ts';
import { keys } from '../api/queries.ts';
import type { Studio } from '../studio.ts';

/** The list that next and previous walk through. */
export const listed = ({ cache, layout }: Studio): readonly ImageId[] => {
  const { view, query } = layout.getState();
  return cache.getQueryData<Listed>(keys.list(view === 'library' ? query : wholeLibrary))?.ids ?? [];
};

/** The picture that is shown large: on the stage, or open in the library. */
export const shownId = (studio: Studio): ImageId | null => {
  const { view, shown, opened } = studio.layout.getState();
  if (view === 'studio') return shown ?? listed(studio)[0] ?? null;
  return view === 'library' ? opened : null;
};

const inGrid = ({ layout }: Studio): boolean => layout.getState().view === 'library' && layout.getState().opened === null;

/** What a picture command works on: the selection in the library's grid, or the picture there that the keyboard is on; else the picture in front. */
export const targets = (studio: Studio): readonly ImageId[] => {
  const chosen = studio.selection.getState().ids;
  if (inGrid(studio) && chosen.size > 0) return [...chosen];
  const id = inGrid(studio) ? studio.gallery.getState().at : shownId(studio);
  return id === null ? [] : [id];
};

/** The same for the host: where everything that was found is chosen, the search says it, however many they are. */
export const chosen = (studio: Studio): Selection => {
  const [ids, all] = [targets(studio), listed(studio)];
  const selected = studio.selection.getState().ids;
  const everything = inGrid(studio) && all.length > 1 && selected.size === all.length && all.every((id) => selected.has(id));
  return everything ? { query: studio.layout.getState().query } : { ids: [...ids] };
};

/** The one picture that commands for a single one work on; null where there is none, or several. */
export const currentId = (studio: Studio): ImageId | null => {
  const [id, ...others] = targets(studio);
  return id === undefined || others.length > 0 ? null : id;
};

/** Makes a picture the one that commands work on, unless it is one of a selection: then they work on that. */
export const point = (studio: Studio, id: ImageId): void => {
  const { selection, gallery } = studio;
  if (!inGrid(studio)) {
    if (shownId(studio) !== id) present(studio, id);
    return;
  }
  if (!selection.getState().ids.has(id)) selection.getState().clear();
  gallery.getState().moveTo(id);
};

export const loadImage = async (studio: Studio, id: ImageId): Promise<Image | null> =>
  studio.cache.ensureQueryData(studio.queries.image(id));

export const currentImage = async (studio: Studio): Promise<Image | null> => {
  const id = currentId(studio);
  return id === null ? null : loadImage(studio, id);
};

export const runningJob = ({ cache }: Studio): Job | null =>
  cache.getQueryData<Job[]>(keys.jobs)?.find(({ state }) => state === 'running') ?? null;

/** Shows a picture wherever the user is looking at pictures. */
export const present = ({ layout }: Studio, id: ImageId): void => {
  const { view, show, open } = layout.getState();
  if (view === 'library') open(id);
  else show(id);
};
