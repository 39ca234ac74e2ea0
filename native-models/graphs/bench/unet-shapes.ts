type Shapes = Map<string, readonly number[]>;

/** Sizes of a Stable Diffusion UNet. */
export type UnetSize = Readonly<{
  widths: readonly number[];
  layers: number;
  /** Transformer blocks at each level; 0: no attention there. */
  depths: readonly number[];
  contextWidth: number;
  channels: number;
  /** Around the transformers: 1×1 convolutions (SD 1.x) or linear layers. */
  projection: 'convolution' | 'linear';
  /** Width of SDXL's extra conditions, 0 where there are none. */
  addedWidth: number;
}>;

const put = (shapes: Shapes, path: string, weight: readonly number[]): void => {
  shapes.set(`${path}.weight`, weight);
  shapes.set(`${path}.bias`, [weight[0]!]);
};

const resnet = (shapes: Shapes, path: string, from: number, to: number, time: number): void => {
  put(shapes, `${path}.norm1`, [from]);
  put(shapes, `${path}.conv1`, [to, from, 3, 3]);
  put(shapes, `${path}.time_emb_proj`, [to, time]);
  put(shapes, `${path}.norm2`, [to]);
  put(shapes, `${path}.conv2`, [to, to, 3, 3]);
  if (from !== to) put(shapes, `${path}.conv_shortcut`, [to, from, 1, 1]);
};

const attention = (shapes: Shapes, path: string, width: number, contextWidth: number): void => {
  shapes.set(`${path}.to_q.weight`, [width, width]);
  shapes.set(`${path}.to_k.weight`, [width, contextWidth]);
  shapes.set(`${path}.to_v.weight`, [width, contextWidth]);
  put(shapes, `${path}.to_out.0`, [width, width]);
};

const transformer = (shapes: Shapes, path: string, width: number, depth: number, { contextWidth, projection }: UnetSize): void => {
  const square = projection === 'linear' ? [width, width] : [width, width, 1, 1];
  put(shapes, `${path}.norm`, [width]);
  put(shapes, `${path}.proj_in`, square);
  for (let i = 0; i < depth; i++) {
    const block = `${path}.transformer_blocks.${i}`;
    for (const norm of ['norm1', 'norm2', 'norm3']) put(shapes, `${block}.${norm}`, [width]);
    attention(shapes, `${block}.attn1`, width, width);
    attention(shapes, `${block}.attn2`, width, contextWidth);
    put(shapes, `${block}.ff.net.0.proj`, [8 * width, width]);
    put(shapes, `${block}.ff.net.2`, [width, 4 * width]);
  }
  put(shapes, `${path}.proj_out`, square);
};

/** Names (diffusers') and shapes of every tensor of a UNet. */
export const unetShapes = (size: UnetSize): ReadonlyMap<string, readonly number[]> => {
  const shapes: Shapes = new Map();
  const { widths, layers, depths } = size;
  const [first] = widths;
  const last = widths.at(-1)!;
  const time = 4 * first!;
  const block = (path: string, i: number, from: number, to: number, depth: number): void => {
    resnet(shapes, `${path}.resnets.${i}`, from, to, time);
    if (depth > 0) transformer(shapes, `${path}.attentions.${i}`, to, depth, size);
  };
  put(shapes, 'time_embedding.linear_1', [time, first!]);
  put(shapes, 'time_embedding.linear_2', [time, time]);
  if (size.addedWidth > 0) {
    put(shapes, 'add_embedding.linear_1', [time, size.addedWidth]);
    put(shapes, 'add_embedding.linear_2', [time, time]);
  }
  put(shapes, 'conv_in', [first!, size.channels, 3, 3]);
  const skips = [first!];
  let from = first!;
  widths.forEach((width, level) => {
    for (let i = 0; i < layers; i++) {
      block(`down_blocks.${level}`, i, from, width, depths[level]!);
      from = width;
      skips.push(width);
    }
    if (level === widths.length - 1) return;
    put(shapes, `down_blocks.${level}.downsamplers.0.conv`, [width, width, 3, 3]);
    skips.push(width);
  });
  block('mid_block', 0, last, last, Math.max(...depths));
  resnet(shapes, 'mid_block.resnets.1', last, last, time);
  widths.toReversed().forEach((width, up) => {
    for (let i = 0; i <= layers; i++) {
      block(`up_blocks.${up}`, i, from + skips.pop()!, width, depths[widths.length - 1 - up]!);
      from = width;
    }
    if (up < widths.length - 1) put(shapes, `up_blocks.${up}.upsamplers.0.conv`, [width, width, 3, 3]);
  });
  put(shapes, 'conv_norm_out', [first!]);
  put(shapes, 'conv_out', [4, first!, 3, 3]);
  return shapes;
};
