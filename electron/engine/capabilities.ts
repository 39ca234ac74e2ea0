import type { Capabilities, OptionDescriptor, PieceDescriptor } from '../contract/records.ts';
import type { GuidancePiece } from '../../native-models/denoisers/guidance/guidance.ts';
import { guidances } from '../../native-models/denoisers/guidance/index.ts';
import { noises } from '../../native-models/noise/index.ts';
import type { OptionSpec, PieceInfo } from '../../native-models/options.ts';
import { priors } from '../../native-models/priors/index.ts';
import { promptSyntaxes } from '../../native-models/prompts/index.ts';
import { samplers } from '../../native-models/samplers/index.ts';
import { schedules } from '../../native-models/schedules/index.ts';
import { engineVersion } from './version.ts';

/** What a model brings along itself; it is in no table. */
const own = (explanation: string): PieceDescriptor => ({ id: 'model@1', label: "The model's own", explanation, options: [], needs: [] });

const kindOf = (spec: OptionSpec): Pick<OptionDescriptor, 'kind' | 'initial' | 'min' | 'max' | 'choices'> => {
  const open = { min: null, max: null, choices: [] };
  switch (spec.kind) {
    case 'number':
      return { kind: 'number', initial: spec.default, min: spec.min, max: spec.max, choices: [] };
    case 'seed':
      return { kind: 'integer', initial: spec.default, min: 0, max: Number.MAX_SAFE_INTEGER, choices: [] };
    case 'toggle':
      return { kind: 'boolean', initial: spec.default, ...open };
    case 'choice':
      return { kind: 'choice', initial: spec.default, min: null, max: null, choices: [...spec.choices] };
    case 'curve':
      return { kind: 'list', initial: [...spec.default], min: spec.min, max: spec.max, choices: [] };
    case 'list':
      return { kind: 'list', initial: [...spec.default], ...open };
  }
};

const describe = ({ id, label, explanation, options }: PieceInfo): PieceDescriptor => ({
  id,
  label,
  explanation,
  options: Object.entries(options).map(([name, spec]) => ({ name, label: spec.label, explanation: spec.explanation, ...kindOf(spec) })),
  needs: [],
});

const needsOf = ({ conditions }: GuidancePiece): PieceDescriptor['needs'] => [
  ...(conditions.includes('weak') ? (['weak-model'] as const) : []),
  ...(conditions.includes('imageless') ? (['edits'] as const) : []),
];

/** What the models can be told to do: read from the tables that the runs read. */
export const capabilities = (providers: readonly string[]): Capabilities => ({
  engine: engineVersion,
  providers: [...providers],
  samplers: [own('The sampler that its scheduler_config.json names.'), ...samplers.map(describe)],
  schedules: [own('The noise levels that its scheduler_config.json describes.'), ...schedules.map(describe)],
  guidance: guidances.map((method) => ({ ...describe(method), needs: needsOf(method) })),
  noise: noises.map(describe),
  priors: priors.map(describe),
  promptSyntax: promptSyntaxes.map(describe),
});
