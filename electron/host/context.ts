import type { Publish } from '../contract/events.ts';
import type { Catalogue } from '../store/catalogue.ts';
import type { Store } from '../store/open.ts';
import type { Home } from './home.ts';
import type { OrderLog } from './library/order-log.ts';
import type { Disk } from './library/durable-write.ts';

/** What the parts of the host share. Time and ids are arguments, so that a test can say what they are. */
export type Context = Readonly<{
  home: Home;
  /** Of the program itself: nothing is written there. */
  appFolder: string;
  db: Store;
  catalogue: Catalogue;
  orderLog: OrderLog;
  disk: Disk;
  publish: Publish;
  clock: () => number;
  /** A random UUID. */
  newId: () => string;
}>;
