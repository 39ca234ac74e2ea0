"""Writes the trained networks as a model folder, laid out as Optimum lays out Stable Diffusion 1, and the judge beside it.

Weights are kept as float16 and cast on loading; every input and output is float32 (token ids: int64).

    python export.py           assets/models/starter and assets/models/starter-judge
    python export.py --placeholder     the same files from whatever exists so far, untrained where nothing does
"""
import json
import shutil
import sys
import tempfile
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
import torch.nn as nn
from onnx import TensorProto, helper, numpy_helper

import captions as cap
import config as c
import denoiser
import judge as judging
import sample
import vae
from words import COLOURS, SCENES, THINGS
from world import World

STARTER, JUDGE = c.MODELS / 'starter', c.MODELS / 'starter-judge'
DIFFUSERS, OPSET = '0.35.0', 17
EXAMPLES = ['a red balloon on a beach', 'a green cat in the snow', 'a house', 'a purple tree in the desert',
            'a red apple left of a blue book in the forest', 'a yellow star in the night sky']


class Text(nn.Module):
    def __init__(self, text, eos):
        super().__init__()
        self.text, self.eos = text, eos

    def forward(self, input_ids):
        words = self.text(input_ids)
        end = (input_ids == self.eos).to(torch.int32).argmax(1)
        pooled = words.gather(1, end[:, None, None].expand(-1, 1, words.shape[2])).squeeze(1)
        return words, pooled


class Encode(nn.Module):
    """The encoder with the latents' normalisation, and its pixel unshuffles folded into strided convolutions, so that
    pictures of other sizes fit."""

    def __init__(self, encoder, mean, std):
        super().__init__()
        net = list(encoder.net)
        self.net = nn.Sequential(folded(4, net[1]), *net[2:4], folded(2, net[5]), *net[6:])
        self.mean, self.std = mean.view(1, -1, 1, 1), std.view(1, -1, 1, 1)

    def forward(self, sample):
        mean, logvar = self.net(sample).chunk(2, 1)
        return torch.cat([(mean - self.mean) / self.std, logvar.clamp(-12, 4) - 2 * self.std.log()], 1)


def folded(factor, conv):
    """PixelUnshuffle(factor) then a 3 x 3 convolution, as one convolution of 3·factor with that stride."""
    out, wide, k, _ = conv.weight.shape
    inside = wide // factor ** 2
    big = nn.Conv2d(inside, out, k * factor, factor, factor)
    w = conv.weight.detach().view(out, inside, factor, factor, k, k).permute(0, 1, 4, 2, 5, 3)
    big.weight = nn.Parameter(w.reshape(out, inside, k * factor, k * factor))
    big.bias = conv.bias
    return big


class Decode(nn.Module):
    def __init__(self, decoder, mean, std):
        super().__init__()
        self.decoder, self.mean, self.std = decoder, mean.view(1, -1, 1, 1), std.view(1, -1, 1, 1)

    def forward(self, latent_sample):
        return self.decoder(latent_sample * self.std + self.mean).clamp(-1, 1)


class Verdict(nn.Module):
    def __init__(self, judge):
        super().__init__()
        self.judge = judge

    def forward(self, sample):
        return tuple(self.judge(sample))


def write(module, inputs, names, out_names, axes, path):
    """Exports, halves the weights, and compares the result with torch on other inputs than the traced ones."""
    module.eval().requires_grad_(False)
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, torch.no_grad():
        raw = Path(folder) / 'raw.onnx'
        torch.onnx.export(module, inputs, str(raw), input_names=names, output_names=out_names, dynamic_axes=axes,
                          opset_version=OPSET, do_constant_folding=True, dynamo=False)
        model = onnx.load(raw)
    halve(model.graph)
    model.producer_name = 'tincture starter'
    onnx.checker.check_model(model)
    onnx.save(model, path)
    session = onnxruntime.InferenceSession(str(path), providers=['CPUExecutionProvider'])
    other = tuple(torch.cat([i, i.flip(0)]) if i.ndim else i for i in inputs)
    with torch.no_grad():
        want = module(*other)
    want = want if isinstance(want, tuple) else (want,)
    got = session.run(None, {n: i.numpy() for n, i in zip(names, other)})
    worst = max(float(np.abs(a - b.numpy()).max() / (b.abs().max() + 1e-6)) for a, b in zip(got, want))
    print(f'{path.relative_to(c.ROOT)}: {path.stat().st_size / 2**20:.1f} MB, largest relative difference from torch {worst:.1e}',
          flush=True)
    assert worst < 0.03, worst


def halve(graph):
    casts, kept = [], []
    for tensor in graph.initializer:
        if tensor.data_type == TensorProto.FLOAT and np.prod(tensor.dims) >= 64:
            values = numpy_helper.to_array(tensor).astype(np.float16)
            kept.append(numpy_helper.from_array(values, tensor.name + '_fp16'))
            casts.append(helper.make_node('Cast', [tensor.name + '_fp16'], [tensor.name], to=TensorProto.FLOAT))
        else:
            kept.append(tensor)
    del graph.initializer[:]
    graph.initializer.extend(kept)
    nodes = list(graph.node)
    del graph.node[:]
    graph.node.extend(casts + nodes)


def dump(path, value):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=2) + '\n')


def configs(captions):
    side = c.LATENT_SIDE
    dump(STARTER / 'model_index.json', {
        '_class_name': 'StableDiffusionPipeline', '_diffusers_version': DIFFUSERS,
        'scheduler': ['diffusers', 'DPMSolverMultistepScheduler'], 'text_encoder': ['transformers', 'CLIPTextModel'],
        'tokenizer': ['transformers', 'CLIPTokenizer'], 'unet': ['diffusers', 'UNet2DConditionModel'],
        'vae_encoder': ['diffusers', 'AutoencoderKL'], 'vae_decoder': ['diffusers', 'AutoencoderKL'],
        'requires_safety_checker': False})
    dump(STARTER / 'scheduler' / 'scheduler_config.json', {
        '_class_name': 'DPMSolverMultistepScheduler', '_diffusers_version': DIFFUSERS, 'algorithm_type': 'dpmsolver++',
        'beta_end': c.BETA_END, 'beta_schedule': 'scaled_linear', 'beta_start': c.BETA_START,
        'dynamic_thresholding_ratio': 0.995, 'euler_at_final': False, 'final_sigmas_type': 'zero', 'flow_shift': 1.0,
        'lower_order_final': True, 'num_train_timesteps': c.STEPS, 'prediction_type': 'v_prediction',
        'rescale_betas_zero_snr': False, 'sample_max_value': 1.0, 'solver_order': 2, 'solver_type': 'midpoint',
        'steps_offset': 1, 'thresholding': False, 'timestep_spacing': 'linspace', 'trained_betas': None,
        'use_beta_sigmas': False, 'use_exponential_sigmas': False, 'use_flow_sigmas': False, 'use_karras_sigmas': True,
        'use_lu_lambdas': False, 'variance_type': None})
    (STARTER / 'tokenizer').mkdir(parents=True, exist_ok=True)
    for name, text in cap.tokenizer_files().items():
        (STARTER / 'tokenizer' / name).write_text(text)
    dump(STARTER / 'text_encoder' / 'config.json', {
        'architectures': ['CLIPTextModel'], 'model_type': 'clip_text_model', 'vocab_size': captions.size,
        'hidden_size': c.TEXT_WIDTH, 'intermediate_size': 4 * c.TEXT_WIDTH, 'projection_dim': c.TEXT_WIDTH,
        'num_hidden_layers': c.TEXT_LAYERS, 'num_attention_heads': c.TEXT_HEADS, 'max_position_embeddings': c.MAX_TOKENS,
        'hidden_act': 'quick_gelu', 'layer_norm_eps': 1e-05, 'attention_dropout': 0.0, 'pad_token_id': captions.eos,
        'bos_token_id': captions.bos, 'eos_token_id': captions.eos, 'output_hidden_states': False})
    dump(STARTER / 'unet' / 'config.json', {
        '_class_name': 'UNet2DConditionModel', '_diffusers_version': DIFFUSERS, 'sample_size': side,
        'in_channels': c.LATENT, 'out_channels': c.LATENT, 'block_out_channels': list(denoiser.WIDTHS),
        'cross_attention_dim': c.TEXT_WIDTH, 'attention_head_dim': denoiser.HEAD, 'layers_per_block': 1,
        'down_block_types': ['CrossAttnDownBlock2D'] * len(denoiser.WIDTHS),
        'mid_block_type': 'UNetMidBlock2DCrossAttn', 'up_block_types': ['CrossAttnUpBlock2D'] * len(denoiser.WIDTHS),
        'center_input_sample': False, 'flip_sin_to_cos': True, 'freq_shift': 0, 'act_fn': 'silu',
        'time_cond_proj_dim': None, 'addition_embed_type': None, 'class_embed_type': None})
    for name in ('vae_encoder', 'vae_decoder'):
        dump(STARTER / name / 'config.json', {
            '_class_name': 'AutoencoderKL', '_diffusers_version': DIFFUSERS, 'in_channels': 3, 'out_channels': 3,
            'latent_channels': c.LATENT, 'sample_size': c.IMAGE, 'block_out_channels': [48, 48, 96, 192],
            'down_block_types': ['DownEncoderBlock2D'] * 4, 'up_block_types': ['UpDecoderBlock2D'] * 4,
            'layers_per_block': 2, 'act_fn': 'silu', 'norm_num_groups': 3, 'scaling_factor': 1.0, 'shift_factor': None,
            'latents_mean': None, 'latents_std': None, 'force_upcast': False, 'use_quant_conv': False,
            'use_post_quant_conv': False, 'mid_block_add_attention': False})
    dump(STARTER / 'tincture.json', {
        'name': 'Starter', 'version': 0, 'licence': 'MIT',
        'about': 'Our own small model: 48 things, 10 colours and 10 scenes, trained on pictures that our own renderer drew.',
        'sizes': {'multiple': c.IMAGE, 'min': c.IMAGE, 'max': c.IMAGE},
        'defaults': {'width': c.IMAGE, 'height': c.IMAGE, 'steps': 20, 'guidance': GUIDANCE, 'sampler': 'dpmpp-2m@1',
                     'schedule': 'karras@1'},
        'examples': EXAMPLES, 'world': {
            'things': [t[0] for t in THINGS], 'colours': [k[0] for k in COLOURS], 'scenes': [s[0] for s in SCENES],
            'synonyms': {**{t[0]: t[2] for t in THINGS if t[2]}, **{k[0]: k[2] for k in COLOURS if k[2]},
                         **{s[0]: s[1] for s in SCENES}}}})


GUIDANCE = 3


def main():
    torch.set_num_threads(c.THREADS)
    torch.manual_seed(c.SEED)
    placeholder = '--placeholder' in sys.argv
    captions = cap.Captions()
    for folder in (STARTER, JUDGE):
        shutil.rmtree(folder, ignore_errors=True)
    configs(captions)

    judge = judging.Judge()
    judge.load_state_dict(torch.load(judging.PATH))
    picture = torch.rand(1, 3, c.IMAGE, c.IMAGE) * 2 - 1
    write(Verdict(judge), (picture,), ['sample'], ['thing', 'colour', 'scene'],
          {n: {0: 'batch'} for n in ('sample', 'thing', 'colour', 'scene')}, JUDGE / 'model.onnx')
    dump(JUDGE / 'judge.json', {
        'about': 'A classifier of the starter model\'s world, trained on renderings only. sample: RGB in -1..1, batch x 3 x '
                 f'{c.IMAGE} x {c.IMAGE}; each output holds one logit a label.',
        'size': [c.IMAGE, c.IMAGE], 'thing': [t[0] for t in THINGS], 'colour': [k[0] for k in COLOURS],
        'scene': [s[0] for s in SCENES]})

    autoencoder = vae.load() if vae.PATH.exists() else vae.Autoencoder()
    stats = c.WORK / 'latents-stats.pt'
    if stats.exists():
        mean, std = (torch.load(stats)[k] for k in ('mean', 'std'))
    else:
        assert placeholder
        world, g = World(), torch.Generator().manual_seed(1)
        z = autoencoder.encoder(world.render(world.labels(256, g), g))[0]
        mean, std = z.mean((0, 2, 3)), z.std((0, 2, 3))
    world, g = World(), torch.Generator().manual_seed(2)
    pictures = world.render(world.labels(2, g), g)
    space = {2: 'height', 3: 'width'}
    encode = Encode(autoencoder.encoder, mean, std)
    plain = (autoencoder.encoder(pictures)[0] - encode.mean) / encode.std
    assert (encode(pictures)[:, :c.LATENT] - plain).abs().max() < 1e-3
    write(encode, (pictures,), ['sample'], ['latent_parameters'],
          {'sample': {0: 'batch', **space}, 'latent_parameters': {0: 'batch', 2: 'latent_height', 3: 'latent_width'}},
          STARTER / 'vae_encoder' / 'model.onnx')
    write(Decode(autoencoder.decoder, mean, std), (plain,), ['latent_sample'], ['sample'],
          {'latent_sample': {0: 'batch', 2: 'latent_height', 3: 'latent_width'}, 'sample': {0: 'batch', **space}},
          STARTER / 'vae_decoder' / 'model.onnx')

    if (c.WORK / 'denoiser.pt').exists():
        model = sample.load()
    else:
        assert placeholder
        model = denoiser.Model(captions.size)
    ids = captions.tokens('a red balloon on a beach')
    write(Text(model.text, captions.eos), (ids,), ['input_ids'], ['last_hidden_state', 'pooler_output'],
          {'input_ids': {0: 'batch_size', 1: 'sequence_length'},
           'last_hidden_state': {0: 'batch_size', 1: 'sequence_length'}, 'pooler_output': {0: 'batch_size'}},
          STARTER / 'text_encoder' / 'model.onnx')
    words = model.text(captions.tokens('a red balloon on a beach')).detach()
    noise = torch.randn(1, c.LATENT, c.LATENT_SIDE, c.LATENT_SIDE)
    write(model.unet, (noise, torch.tensor(500.0), words), ['sample', 'timestep', 'encoder_hidden_states'], ['out_sample'],
          {'sample': {0: 'batch_size'}, 'encoder_hidden_states': {0: 'batch_size', 1: 'sequence_length'},
           'out_sample': {0: 'batch_size'}}, STARTER / 'unet' / 'model.onnx')
    size = sum(f.stat().st_size for f in STARTER.rglob('*') if f.is_file()) / 2**20
    print(f'{STARTER.relative_to(c.ROOT)}: {size:.1f} MB')


if __name__ == '__main__':
    main()
