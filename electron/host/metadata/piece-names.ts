import type { Piece } from '../../contract/recipe.ts';

/** Who calls things by which names. `a1111` is spoken by Forge, Draw Things and half the world, `comfyui` by SwarmUI and Fooocus too. */
export type Vocabulary = 'a1111' | 'comfyui' | 'invokeai' | 'novelai';
/** The first name is the one that is written; the others are read as well. */
type Names = Partial<Record<Vocabulary, readonly string[]>>;
type Options = Piece['options'];
type Known = Readonly<{ id: string; options?: Options; names: Names }>;

/** Our samplers in other programs' words; the same list is read and written. */
const samplers: readonly Known[] = [
  { id: 'euler@1', names: { a1111: ['Euler'], comfyui: ['euler'], invokeai: ['euler', 'k_euler'], novelai: ['k_euler'] } },
  {
    id: 'euler-ancestral@1',
    names: {
      a1111: ['Euler a', 'Euler Ancestral'],
      comfyui: ['euler_ancestral'],
      invokeai: ['euler_a', 'k_euler_a'],
      novelai: ['k_euler_ancestral'],
    },
  },
  { id: 'heun@1', names: { a1111: ['Heun'], comfyui: ['heun'], invokeai: ['heun', 'k_heun'], novelai: ['k_heun'] } },
  { id: 'lms@1', names: { a1111: ['LMS'], comfyui: ['lms'], invokeai: ['lms', 'k_lms'], novelai: ['k_lms'] } },
  { id: 'dpm2@1', names: { a1111: ['DPM2'], comfyui: ['dpm_2'], invokeai: ['kdpm_2', 'k_dpm_2'], novelai: ['k_dpm_2'] } },
  {
    id: 'dpm2-ancestral@1',
    names: {
      a1111: ['DPM2 a', 'DPM2 Ancestral'],
      comfyui: ['dpm_2_ancestral'],
      invokeai: ['kdpm_2_a', 'k_dpm_2_a'],
      novelai: ['k_dpm_2_ancestral'],
    },
  },
  {
    id: 'dpmpp-2s-ancestral@1',
    names: {
      a1111: ['DPM++ 2S a', 'DPM++ 2S Ancestral'],
      comfyui: ['dpmpp_2s_ancestral'],
      invokeai: ['k_dpmpp_2_a'],
      novelai: ['k_dpmpp_2s_ancestral'],
    },
  },
  { id: 'dpmpp-2m@1', names: { a1111: ['DPM++ 2M'], comfyui: ['dpmpp_2m'], invokeai: ['dpmpp_2m', 'k_dpmpp_2'], novelai: ['k_dpmpp_2m'] } },
  {
    id: 'dpmpp-2m-sde@1',
    names: {
      a1111: ['DPM++ 2M SDE'],
      comfyui: ['dpmpp_2m_sde', 'dpmpp_2m_sde_gpu'],
      invokeai: ['dpmpp_2m_sde'],
      novelai: ['k_dpmpp_2m_sde'],
    },
  },
  {
    id: 'dpmpp-2m-sde@1',
    options: { secondOrder: 'heun' },
    names: { a1111: ['DPM++ 2M SDE Heun'], comfyui: ['dpmpp_2m_sde_heun', 'dpmpp_2m_sde_heun_gpu'] },
  },
  { id: 'dpmpp-3m-sde@1', names: { a1111: ['DPM++ 3M SDE'], comfyui: ['dpmpp_3m_sde', 'dpmpp_3m_sde_gpu'] } },
  {
    id: 'dpmpp-sde@1',
    names: { a1111: ['DPM++ SDE'], comfyui: ['dpmpp_sde', 'dpmpp_sde_gpu'], invokeai: ['dpmpp_sde'], novelai: ['k_dpmpp_sde'] },
  },
  { id: 'dpm-fast@1', names: { a1111: ['DPM fast'], comfyui: ['dpm_fast'], novelai: ['k_dpm_fast'] } },
  { id: 'dpm-adaptive@1', names: { a1111: ['DPM adaptive'], comfyui: ['dpm_adaptive'], novelai: ['k_dpm_adaptive'] } },
  { id: 'dpm-singlestep@1', names: { invokeai: ['dpmpp_2s'] } },
  { id: 'dpm-multistep@1', names: { invokeai: ['dpmpp_3m'] } },
  { id: 'ddim@1', names: { a1111: ['DDIM'], comfyui: ['ddim'], invokeai: ['ddim'], novelai: ['ddim', 'ddim_v3'] } },
  { id: 'plms@1', names: { a1111: ['PLMS'], invokeai: ['pndm', 'plms'], novelai: ['plms'] } },
  { id: 'unipc@1', names: { a1111: ['UniPC'], comfyui: ['uni_pc_bh2'], invokeai: ['unipc'] } },
  { id: 'unipc@1', options: { variant: 'bh1' }, names: { comfyui: ['uni_pc'] } },
  { id: 'restart@1', names: { a1111: ['Restart'], comfyui: ['restart'] } },
  { id: 'lcm@1', names: { a1111: ['LCM'], comfyui: ['lcm'], invokeai: ['lcm'] } },
  { id: 'tcd@1', names: { a1111: ['TCD'], comfyui: ['tcd'], invokeai: ['tcd'] } },
  { id: 'ddpm@1', names: { a1111: ['DDPM'], comfyui: ['ddpm'], invokeai: ['ddpm'] } },
  { id: 'deis@1', names: { a1111: ['DEIS'], comfyui: ['deis'], invokeai: ['deis'] } },
  { id: 'ipndm@1', names: { a1111: ['IPNDM'], comfyui: ['ipndm'] } },
  { id: 'ipndm-v@1', names: { a1111: ['IPNDM_V'], comfyui: ['ipndm_v'] } },
  { id: 'sa-solver@1', names: { a1111: ['SA Solver'], comfyui: ['sa_solver'] } },
];

/** A1111's “Uniform” is what ComfyUI calls normal: evenly spaced timesteps. */
const schedules: readonly Known[] = [
  { id: 'karras@1', names: { a1111: ['Karras'], comfyui: ['karras'], invokeai: ['k', 'karras'], novelai: ['karras'] } },
  { id: 'exponential@1', names: { a1111: ['Exponential'], comfyui: ['exponential'], novelai: ['exponential'] } },
  { id: 'polyexponential@1', names: { a1111: ['Polyexponential'], novelai: ['polyexponential'] } },
  { id: 'sgm-uniform@1', names: { a1111: ['SGM Uniform', 'Trailing'], comfyui: ['sgm_uniform'] } },
  { id: 'kl-optimal@1', names: { a1111: ['KL Optimal'], comfyui: ['kl_optimal'] } },
  { id: 'align-your-steps@1', names: { a1111: ['Align Your Steps', 'AYS'], comfyui: ['align_your_steps'] } },
  { id: 'normal@1', names: { a1111: ['Normal', 'Uniform'], comfyui: ['normal'], novelai: ['native'] } },
  { id: 'simple@1', names: { a1111: ['Simple'], comfyui: ['simple'] } },
  { id: 'ddim-uniform@1', names: { a1111: ['DDIM', 'DDIM Uniform'], comfyui: ['ddim_uniform'] } },
  { id: 'beta@1', names: { a1111: ['Beta'], comfyui: ['beta'] } },
  { id: 'linear-quadratic@1', names: { a1111: ['Linear Quadratic'], comfyui: ['linear_quadratic'] } },
];

const tables = { sampler: samplers, schedule: schedules } as const;
type Kind = keyof typeof tables;

const normal = (name: string): string => name.trim().toLowerCase();
const isWithin = (options: Options, piece: Options): boolean =>
  Object.entries(options).every(([name, value]) => JSON.stringify(piece[name]) === JSON.stringify(value));

/** What another program calls this piece; null where it has no such thing. The version is ours alone: `euler@2` is still their Euler. */
export const nameOf = (kind: Kind, piece: Piece, vocabulary: Vocabulary): string | null => {
  const plain = piece.id.slice(0, piece.id.indexOf('@') + 1);
  const fits = tables[kind].filter(({ id, options = {} }) => id.startsWith(plain) && isWithin(options, piece.options));
  // the more particular entry knows better
  const best = fits.toSorted((a, b) => Object.keys(b.options ?? {}).length - Object.keys(a.options ?? {}).length);
  return best.map(({ names }) => names[vocabulary]?.[0]).find((name) => name !== undefined) ?? null;
};

/** The piece that another program means; null where there is none here. */
export const pieceOf = (kind: Kind, name: string, vocabulary: Vocabulary): Piece | null => {
  const found = tables[kind].find(({ names }) => names[vocabulary]?.some((known) => normal(known) === normal(name)) === true);
  return found === undefined ? null : { id: found.id, options: { ...found.options } };
};
