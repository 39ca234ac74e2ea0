import type { ImageId } from '../../contract/ids.ts';
import type { Fit, Meaning as State, Ranking } from '../../contract/meaning.ts';
import type { EventName } from '../../contract/events.ts';
import type { Meanings } from '../../store/catalogue.ts';
import type { Context } from '../context.ts';
import type { Engine } from '../engine.ts';
import type { Models } from '../models.ts';
import type { SettingsFile } from '../settings.ts';
import type { WindowUse } from '../window-use.ts';
import { createFiller, type Filler } from './filler.ts';
import { fitOf, rankingOf } from './fit.ts';
import { createMeanings } from './search.ts';
import { createSights } from './sight.ts';

/** What pictures show, by a CLIP: search by meaning, scores, rankings. */
export type Meaning = Readonly<{
  /** For the catalogue. */
  meanings: Meanings;
  state: () => State;
  /** Throws a `Failure` where there is nothing that could look at pictures. */
  able: () => Promise<void>;
  fit: (id: ImageId) => Promise<Fit | null>;
  rank: (ids: readonly ImageId[]) => Promise<Ranking>;
  /** Looks at all that is left, now. */
  lookAtAll: Filler['all'];
  /** Begins to look in quiet moments: when nothing else is `busy`. */
  begin: (busy: () => boolean) => void;
  /** After an event was told: some of them mean that there is more to look at. */
  heard: (event: EventName) => void;
  close: () => Promise<void>;
}>;

const telling: ReadonlySet<EventName> = new Set(['image.added', 'images.removed', 'models.filesChanged', 'settings.changed']);

export const createMeaning = (
  { db, home, publish }: Pick<Context, 'db' | 'home' | 'publish'>,
  parts: Readonly<{ engine: Engine; models: Models; settings: SettingsFile; use: WindowUse }>,
): Meaning => {
  const sights = createSights({ db, home }, parts);
  let busy: (() => boolean) | null = null;
  const filler = createFiller({
    db,
    settings: parts.settings,
    sight: sights.now,
    busy: () => (busy?.() ?? false) || parts.use.recent(),
    tell: (state) => publish('meaning.changed', state),
  });
  return {
    meanings: createMeanings(db, sights.needed),
    state: filler.state,
    able: async () => void (await sights.needed()),
    fit: async (id) => fitOf(db, await sights.needed(), id),
    rank: async (ids) => rankingOf(db, await sights.needed(), ids),
    lookAtAll: filler.all,
    begin: (isBusy) => {
      busy = isBusy;
      filler.wake();
    },
    heard: (event) => {
      if (busy === null) return;
      if (event === 'library.checked') filler.again();
      else if (telling.has(event)) filler.wake();
    },
    close: filler.close,
  };
};
