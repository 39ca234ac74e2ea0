import type { Store } from './open.ts';

export type Touched = Readonly<{
  /** Everything may be different: another process wrote. */
  all: boolean;
  /** Rows of `images` that were written. */
  images: ReadonlySet<number>;
  /** Tags and collections whose pictures or names are others. */
  tags: ReadonlySet<number>;
  collections: ReadonlySet<number>;
}>;

const images = ['row', 'rating', 'favourite', 'deleted_at', 'missing', 'file'].join(', ');

/** Notices what is written to the tables that lists are made of, by this connection (triggers of its own) or another one (`data_version`). */
export const watchWrites = (db: Store): { take: () => Touched } => {
  let touched = { images: new Set<number>(), tags: new Set<number>(), collections: new Set<number>() };
  let version = db.pragma('data_version', { simple: true });
  db.function('touched_image', (row: number) => void touched.images.add(row));
  db.function('touched_tag', (id: number) => void touched.tags.add(id));
  db.function('touched_collection', (id: number) => void touched.collections.add(id));
  db.exec(`
    CREATE TEMP TRIGGER touched_1 AFTER INSERT ON main.images BEGIN SELECT touched_image(new.row); END;
    CREATE TEMP TRIGGER touched_2 AFTER UPDATE OF ${images} ON main.images BEGIN SELECT touched_image(new.row); END;
    CREATE TEMP TRIGGER touched_3 AFTER DELETE ON main.images BEGIN SELECT touched_image(old.row); END;
    CREATE TEMP TRIGGER touched_4 AFTER INSERT ON main.image_tags BEGIN SELECT touched_tag(new.tag); END;
    CREATE TEMP TRIGGER touched_5 AFTER DELETE ON main.image_tags BEGIN SELECT touched_tag(old.tag); END;
    CREATE TEMP TRIGGER touched_6 AFTER UPDATE ON main.tags BEGIN SELECT touched_tag(new.id); END;
    CREATE TEMP TRIGGER touched_7 AFTER INSERT ON main.collection_images BEGIN SELECT touched_collection(new.collection); END;
    CREATE TEMP TRIGGER touched_8 AFTER DELETE ON main.collection_images BEGIN SELECT touched_collection(old.collection); END;
    CREATE TEMP TRIGGER touched_9 AFTER UPDATE ON main.collections BEGIN SELECT touched_collection(new.id); END;
  `);
  return {
    take: () => {
      const now = db.pragma('data_version', { simple: true });
      const taken = { ...touched, all: now !== version };
      touched = { images: new Set(), tags: new Set(), collections: new Set() };
      version = now;
      return taken;
    },
  };
};
