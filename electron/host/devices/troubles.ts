import type { FallBack, ProviderId, Trouble } from '../../contract/devices.ts';
import type { KnownDevices, KnownTrouble } from './known-devices.ts';

/** A model as a run wants it: `files` changes when one of its files, or a part taken from elsewhere, does. */
export type ModelWish = Readonly<{ model: Trouble['model']; files: string }>;

/** What devices failed at in pictures, for one version of driver and onnxruntime (`key`) each. */
export type Troubles = Readonly<{
  /** Those of a device that count. */
  of: (device: ProviderId, key: string) => readonly Trouble[];
  /** What keeps a device from a model; null: nothing. */
  with: (device: ProviderId, key: string, wish: ModelWish) => Trouble | null;
  /** Whether the engine has died in its last picture with the model. */
  isSuspect: (device: ProviderId, key: string, wish: ModelWish) => boolean;
  /** Keeps a trouble; answers whether it counts: an engine may die of something else once. */
  add: (fallBack: FallBack, key: string, wish: ModelWish, at: number) => boolean;
  /** The device has made a picture with the model. */
  acquit: (device: ProviderId, wish: ModelWish) => void;
  forget: (device: ProviderId, model: string) => void;
}>;

/** An engine that died once may have been ended by the system, or by a person. */
const counts = ({ why, times }: KnownTrouble): boolean => why !== 'died' || times > 1;

export const createTroubles = (known: Pick<KnownDevices, 'troubles' | 'keepTroubles'>): Troubles => {
  const find = (device: ProviderId, wish: ModelWish) => (one: KnownTrouble) =>
    one.device === device && one.model.id === wish.model.id && one.files === wish.files;
  const drop = (unwanted: (one: KnownTrouble) => boolean): void => {
    const left = known.troubles().filter((one) => !unwanted(one));
    if (left.length < known.troubles().length) known.keepTroubles(left);
  };
  const plain = ({ model, why, detail, at }: KnownTrouble): Trouble => ({ model, why, detail, at });
  const of = (device: ProviderId, key: string) => known.troubles().filter((one) => one.device === device && one.key === key && counts(one));

  return {
    of: (device, key) => of(device, key).map(plain),
    with: (device, key, wish) => {
      const found = of(device, key).find(find(device, wish));
      return found === undefined ? null : plain(found);
    },
    isSuspect: (device, key, wish) => known.troubles().some((one) => find(device, wish)(one) && one.key === key && one.why === 'died'),
    add: ({ from, why, detail }, key, wish, at) => {
      const isSame = find(from, wish);
      const before = known.troubles().find((one) => isSame(one) && one.key === key && one.why === why);
      const next = { device: from, key, ...wish, why, detail, at, times: (before?.times ?? 0) + 1 };
      // what another driver did is of no use any more
      const others = known.troubles().filter((one) => !isSame(one) && (one.device !== from || one.key === key));
      known.keepTroubles([...others, next]);
      return counts(next);
    },
    acquit: (device, wish) => drop(find(device, wish)),
    forget: (device, model) => drop((one) => one.device === device && one.model.id === model),
  };
};
