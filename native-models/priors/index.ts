import type { Latent } from '../latent.ts';
import { type PieceInfo, readOptions } from '../options.ts';
import type { OptionValue } from '../pipelines/types.ts';
import { type Normals, pfgmppPrior } from './pfgmpp.ts';
import { sentence } from '../words/sentence.ts';
import { Refusal } from '../refusal.ts';

/** Unit normals → the same start with the prior's own spread; `normals` are further draws of the same run. */
export type UnitPrior = (unit: Latent, normals: Normals) => Latent;

/** A table entry. `create` throws RangeError on options that do not fit. */
export type PriorPiece = PieceInfo & Readonly<{ create: (options: Readonly<Record<string, OptionValue>>) => UnitPrior }>;

const gaussian: PriorPiece = {
  id: 'gaussian@1',
  label: 'Gaussian',
  explanation: 'Normal noise at the first sigma, as nearly every model was trained with.',
  options: {},
  create: (options) => {
    readOptions({}, options);
    return (unit) => unit;
  },
};

const dimensions = {
  extraDimensions: {
    kind: 'number',
    label: 'D',
    explanation: 'Extra dimensions of the electric field: 1 is PFGM, the larger the nearer to Gaussian; 2048 is the usual choice.',
    min: 1,
    max: 1e9,
    step: 1,
    default: 2048,
  },
} as const;

const pfgmpp: PriorPiece = {
  id: 'pfgmpp@1',
  label: 'PFGM++ (heavy-tailed start)',
  explanation:
    'The start of a Poisson flow with D extra dimensions; on a network trained with Gaussian noise it only changes how strong the first noise is.',
  options: dimensions,
  create: (options) => {
    const { extraDimensions } = readOptions(dimensions, options);
    return (unit, normals) => pfgmppPrior(unit, 1, extraDimensions, normals);
  },
};

/** Every prior; the first is the default. A prior exists because it has a line here. */
export const priors: readonly PriorPiece[] = [gaussian, pfgmpp];

/** Throws RangeError on an unknown id. */
export const priorById = (id: string): PriorPiece => {
  const found = priors.find((prior) => prior.id === id);
  if (found === undefined) throw new Refusal(sentence('prior.none', { id }));
  return found;
};
