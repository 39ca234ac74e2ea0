import { Failure } from '../../contract/failure.ts';
import type { ImageId } from '../../contract/ids.ts';
import type { Change, Changed, Selection } from '../../contract/order.ts';
import { changeImages, pushUndo, revertChange, takeUndo } from '../../store/changes.ts';
import { idsOfRows, rowsOfIds } from '../../store/images.ts';
import { removeCollection, renameCollection, renameTag, rowsInCollection } from '../../store/groups.ts';
import { transaction } from '../../store/sql.ts';
import type { Context } from '../context.ts';
import { toAppError } from '../errors.ts';
import type { Bin } from './bin.ts';
import { sentence } from '../../../native-models/words/sentence.ts';

/** Puts pictures in order: changes to a selection or to whatever a query finds, each of which can be taken back. */
export type Organise = Readonly<{
  change: (of: Selection, change: Change) => Promise<Changed>;
  delete: (of: Selection) => Promise<Changed>;
  undo: (token: number | null) => Promise<{ count: number }>;
  removeCollection: (name: string) => Changed;
  renameCollection: (from: string, to: string) => void;
  renameTag: (from: string, to: string) => void;
  /** After the collections or saved searches were changed. */
  listsChanged: () => void;
}>;

/** Windows are told which pictures changed up to this many; past it they ask again for what is in sight. */
const namedAtMost = 500;

export const createOrganise = ({ db, publish, clock, catalogue, orderLog: log }: Context, bin: Bin): Organise => {
  const keep = (flush: () => Promise<void>): void =>
    void flush().catch((error: unknown) => publish('studio.notice', { level: 'warning', message: toAppError(error).message }));
  const listsChanged = (): void => {
    publish('order.changed', { names: 'changed' });
    keep(log.flushLists);
  };
  const tell = (rows: readonly number[]): void => {
    if (rows.length === 0) return;
    publish('images.changed', { ids: rows.length > namedAtMost ? null : idsOfRows(db, rows) });
    keep(log.flush);
  };
  const touchesCollections = (change: Change): boolean => change.kind === 'addToCollection' || change.kind === 'removeFromCollection';

  const selected = async (of: Selection): Promise<readonly number[]> => {
    if ('query' in of) await catalogue.prepare(of.query);
    return catalogue.selected(of);
  };

  const changeRows = (rows: readonly number[], change: Change): Changed => {
    const { rows: changed, undo } = changeImages(db, rows, change, clock());
    tell(changed);
    if (touchesCollections(change)) listsChanged();
    return { count: changed.length, undo };
  };

  return {
    change: async (of, change) => changeRows(await selected(of), change),
    delete: async (of) => {
      const gone: ImageId[] = await bin.delete(idsOfRows(db, await selected(of)));
      if (gone.length === 0) return { count: 0, undo: null };
      return { count: gone.length, undo: pushUndo(db, { kind: 'delete', rows: rowsOfIds(db, gone) }, clock()) };
    },
    undo: async (token) => {
      const step = takeUndo(db, token);
      if (step === null) throw new Failure({ code: 'not-found', message: sentence('undo.nothing'), what: null });
      if (step.kind === 'delete') return { count: (await bin.restore(idsOfRows(db, step.rows))).length };
      const changed = revertChange(db, step, clock());
      tell(changed);
      if (touchesCollections(step.change)) listsChanged();
      return { count: changed.length };
    },
    removeCollection: (name) => {
      const undo = changeRows(rowsInCollection(db, name), { kind: 'removeFromCollection', collection: name });
      removeCollection(db, name);
      listsChanged();
      return undo;
    },
    renameCollection: (from, to) => {
      tell(transaction(db, () => renameCollection(db, from, to, clock())));
      listsChanged();
    },
    renameTag: (from, to) => tell(transaction(db, () => renameTag(db, from, to))),
    listsChanged,
  };
};
