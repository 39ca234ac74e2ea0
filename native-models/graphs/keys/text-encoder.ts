import type { NamePair } from './rename.ts';

/** Layers that no CLIP encoder exceeds (bigG has 32). */
const MOST = 48;

const layerParts: readonly NamePair[] = [
  ['ln_1', 'layer_norm1'],
  ['ln_2', 'layer_norm2'],
  ['attn.out_proj', 'self_attn.out_proj'],
  ['mlp.c_fc', 'mlp.fc1'],
  ['mlp.c_proj', 'mlp.fc2'],
];

/** OpenCLIP's names (`transformer.py`), which the single files of SD 2.x and XL keep, and those of transformers' CLIPTextModel. */
export const openClipNames: readonly NamePair[] = [
  ['token_embedding', 'embeddings.token_embedding'],
  ['positional_embedding', 'embeddings.position_embedding.weight'],
  ['ln_final', 'final_layer_norm'],
  ...Array.from({ length: MOST }, (_, i) => i).flatMap((i) =>
    layerParts.map(([from, to]) => [`transformer.resblocks.${i}.${from}`, `encoder.layers.${i}.${to}`] as const),
  ),
];

/** One OpenCLIP tensor holds the projections of queries, keys and values, one below the other: `self_attn.q_proj` and so on. */
export const openClipStacked = /^transformer\.resblocks\.(\d+)\.attn\.in_proj_(weight|bias)$/;

/** transformers' CLIPTextModel puts everything but the projection under `text_model`. */
export const clipNames: readonly NamePair[] = [
  ['text_model.embeddings', 'embeddings'],
  ['text_model.encoder', 'encoder'],
  ['text_model.final_layer_norm', 'final_layer_norm'],
];

/** Tensors that belong to training or to older versions of the libraries; no graph reads them. */
export const ignoredTensors = /(?:^|\.)(?:position_ids|logit_scale|text_model\.embeddings\.position_ids|attn_mask)$/;
