type Shapes = Map<string, readonly number[]>;

const put = (shapes: Shapes, path: string, weight: readonly number[]): void => {
  shapes.set(`${path}.weight`, weight);
  shapes.set(`${path}.bias`, [weight[0]!]);
};

export type ClipSize = Readonly<{ width: number; layers: number /** 0: none. */; projection: number }>;

/** Names (transformers' CLIPTextModel, below `text_model`) and shapes of a text encoder with CLIP's vocabulary. */
export const clipShapes = ({ width, layers }: ClipSize): ReadonlyMap<string, readonly number[]> => {
  const shapes: Shapes = new Map([
    ['embeddings.token_embedding.weight', [49_408, width]],
    ['embeddings.position_embedding.weight', [77, width]],
  ]);
  for (let i = 0; i < layers; i++) {
    const path = `encoder.layers.${i}`;
    put(shapes, `${path}.layer_norm1`, [width]);
    for (const name of ['q_proj', 'k_proj', 'v_proj', 'out_proj']) put(shapes, `${path}.self_attn.${name}`, [width, width]);
    put(shapes, `${path}.layer_norm2`, [width]);
    put(shapes, `${path}.mlp.fc1`, [4 * width, width]);
    put(shapes, `${path}.mlp.fc2`, [width, 4 * width]);
  }
  put(shapes, 'final_layer_norm', [width]);
  return shapes;
};

/** Names and shapes of an OpenCLIP text encoder, as single files keep it. */
export const openClipShapes = ({ width, layers, projection }: ClipSize): ReadonlyMap<string, readonly number[]> => {
  const shapes: Shapes = new Map([
    ['token_embedding.weight', [49_408, width]],
    ['positional_embedding', [77, width]],
    ['text_projection', [width, projection]],
  ]);
  for (let i = 0; i < layers; i++) {
    const path = `transformer.resblocks.${i}`;
    put(shapes, `${path}.ln_1`, [width]);
    shapes.set(`${path}.attn.in_proj_weight`, [3 * width, width]);
    shapes.set(`${path}.attn.in_proj_bias`, [3 * width]);
    put(shapes, `${path}.attn.out_proj`, [width, width]);
    put(shapes, `${path}.ln_2`, [width]);
    put(shapes, `${path}.mlp.c_fc`, [4 * width, width]);
    put(shapes, `${path}.mlp.c_proj`, [width, 4 * width]);
  }
  put(shapes, 'ln_final', [width]);
  return shapes;
};

const resnet = (shapes: Shapes, path: string, from: number, to: number): void => {
  put(shapes, `${path}.norm1`, [from]);
  put(shapes, `${path}.conv1`, [to, from, 3, 3]);
  put(shapes, `${path}.norm2`, [to]);
  put(shapes, `${path}.conv2`, [to, to, 3, 3]);
  if (from !== to) put(shapes, `${path}.nin_shortcut`, [to, from, 1, 1]);
};

const middle = (shapes: Shapes, half: string, width: number): void => {
  resnet(shapes, `${half}.mid.block_1`, width, width);
  put(shapes, `${half}.mid.attn_1.norm`, [width]);
  for (const name of ['q', 'k', 'v', 'proj_out']) put(shapes, `${half}.mid.attn_1.${name}`, [width, width, 1, 1]);
  resnet(shapes, `${half}.mid.block_2`, width, width);
};

/** Names (original) and shapes of AutoencoderKL with four latent channels. */
export const vaeShapes = (widths: readonly number[], layers: number): ReadonlyMap<string, readonly number[]> => {
  const shapes: Shapes = new Map();
  const [first] = widths;
  const last = widths.at(-1)!;
  put(shapes, 'encoder.conv_in', [first!, 3, 3, 3]);
  let from = first!;
  widths.forEach((width, level) => {
    for (let i = 0; i < layers; i++) {
      resnet(shapes, `encoder.down.${level}.block.${i}`, from, width);
      from = width;
    }
    if (level < widths.length - 1) put(shapes, `encoder.down.${level}.downsample.conv`, [width, width, 3, 3]);
  });
  middle(shapes, 'encoder', last);
  put(shapes, 'encoder.norm_out', [last]);
  put(shapes, 'encoder.conv_out', [8, last, 3, 3]);
  put(shapes, 'quant_conv', [8, 8, 1, 1]);
  put(shapes, 'post_quant_conv', [4, 4, 1, 1]);
  put(shapes, 'decoder.conv_in', [last, 4, 3, 3]);
  middle(shapes, 'decoder', last);
  for (let level = widths.length - 1; level >= 0; level--) {
    for (let i = 0; i <= layers; i++) {
      resnet(shapes, `decoder.up.${level}.block.${i}`, from, widths[level]!);
      from = widths[level]!;
    }
    if (level > 0) put(shapes, `decoder.up.${level}.upsample.conv`, [from, from, 3, 3]);
  }
  put(shapes, 'decoder.norm_out', [first!]);
  put(shapes, 'decoder.conv_out', [3, first!, 3, 3]);
  return shapes;
};
