"""Version 0's pictures four times as large: a decoder that turns the same latents into 256 × 256 pixels. Encoder, words and UNet stay as they are. What the
first decoder sees, and says, goes into it at every size; its own part knows where in the picture it is, for things have fixed places."""
import json
from collections.abc import Callable
from pathlib import Path
from random import Random

import numpy as np
import onnx
import torch
import torch.nn as nn
import torch.nn.functional as F
from onnx import helper, numpy_helper
from torch import Tensor

from ..captions.tokenizer import Reader
from ..config import MODELS, SEED, WORK
from ..diffusion import Schedule
from ..model_folder import Json, dump
from ..nets.blocks import Res, norm, zero
from ..nets.graph import Graph
from ..onnx_file import write
from ..stages.vae import slopes
from ..training import device, generator, half, load, ready, train
from ..world.sheet import write_sheet
from . import marks
from .prompts import SHIPPED
from .world import Stands, World

NAME, RATE, SIZE, SHARP, SHAKE, SCALED = 'zero-large', 1e-3, 8, 1.0, 0.05, 10.0
SIDE, VARIANTS, SMALLER = 256, 160, 4
CHANNELS, GRID = 16, 8
WIDTHS, BLOCKS = (256, 192, 112, 64), (2, 2, 2, 1)  # from 8 × 8 to 64 × 64
BEFORE = (192, 96, 48)  # the first decoder's
FAMILY = ('starter', 'starter-fast', 'starter-field')
# 2 ** 5 = 32 pixels a latent point
LEVELS: Json = {'block_out_channels': [64, 64, 64, 112, 192, 256], 'down_block_types': ['DownEncoderBlock2D'] * 6, 'up_block_types': ['UpDecoderBlock2D'] * 6}
# Shares of a second thing, of those on each other, and of two or three of one thing.
TWO, STACKED, SEVERAL = 0.45, 0.22, 0.2
LATE, GUIDED = 350, 3.5  # noise is added up to this time, and taken away with guidance up to this
EVERY = 3  # one in so many latents is the UNet's


class First(nn.Module):
    """The decoder that version 0 was trained with, 64 × 64, as it is in the history of assets/models/starter. It learns nothing more."""

    def __init__(self) -> None:
        super().__init__()
        self.std, self.mean = (nn.Parameter(torch.zeros(1, CHANNELS, 1, 1)) for _ in range(2))
        stages: list[nn.Module] = []
        for before, width in zip((None, *BEFORE), BEFORE):
            into = [nn.Conv2d(CHANNELS, width, 3, 1, 1)] if before is None else [nn.Conv2d(before, 4 * width, 1), nn.PixelShuffle(2)]
            stages.append(nn.Sequential(*into, Res(width), Res(width)))
        self.stages = nn.ModuleList(stages)
        self.last = nn.Sequential(norm(BEFORE[-1]), nn.SiLU(), nn.Conv2d(BEFORE[-1], 12, 3, 1, 1), nn.PixelShuffle(2))
        self.requires_grad_(False)

    def forward(self, z: Tensor) -> tuple[list[Tensor], Tensor]:
        """What it sees at 8, 16 and 32, and the picture at 64."""
        seen, z = [], z * self.std + self.mean
        for stage in self.stages:
            z = stage(z)
            seen.append(z)
        return seen, self.last(z)


class Large(nn.Module):
    """[n, 16, 8, 8] → [n, 3, 256, 256] in -1..1."""

    def __init__(self) -> None:
        super().__init__()
        self.first = First()
        self.begin = nn.Conv2d(CHANNELS, WIDTHS[0], 3, 1, 1)
        self.seen = nn.ModuleList([nn.Conv2d(before, width, 1) for before, width in zip(BEFORE, WIDTHS)] + [nn.Conv2d(3, WIDTHS[-1], 3, 1, 1)])
        self.places = nn.ParameterList([nn.Parameter(torch.randn(1, width, GRID << i, GRID << i) * 0.02) for i, width in enumerate(WIDTHS)])
        self.stages = nn.ModuleList([nn.Sequential(*(Res(width) for _ in range(blocks))) for width, blocks in zip(WIDTHS, BLOCKS)])
        self.ups = nn.ModuleList([nn.Sequential(nn.Conv2d(before, 4 * width, 1), nn.PixelShuffle(2)) for before, width in zip(WIDTHS, WIDTHS[1:])])
        self.last = nn.Sequential(norm(WIDTHS[-1]), nn.SiLU(), zero(nn.Conv2d(WIDTHS[-1], 3 * SMALLER ** 2, 3, 1, 1)), nn.PixelShuffle(SMALLER))

    def forward(self, z: Tensor) -> Tensor:
        seen, small = self.first(z)
        x = self.begin(z)
        for i, (known, look, place, stage) in enumerate(zip([*seen, small], self.seen, self.places, self.stages)):
            x = stage((x if i == 0 else self.ups[i - 1](x)) + look(known) + place)
        return self.last(x) + F.interpolate(small, scale_factor=SMALLER, mode='bilinear', align_corners=False)


def encoder() -> Callable[[Tensor], Tensor]:
    """The encoder that ships, also for the smaller renderings that version 0 learnt from: it looks at means, so a pixel may be sixteen."""
    graph = ready(Graph(SHIPPED / 'vae_encoder' / 'model.onnx')).requires_grad_(False)
    return lambda pictures: graph(F.interpolate(pictures, size=(SIDE, SIDE), mode='nearest'))


def begin(first: First) -> None:
    """The weights that ship, in the order in which their graph uses them."""
    graph = onnx.load(SHIPPED / 'vae_decoder' / 'model.onnx').graph
    known = {one.name.removesuffix('_fp16'): one for one in graph.initializer}
    known |= {node.output[0]: node.attribute[0].t for node in graph.node if node.op_type == 'Constant' and list(node.attribute[0].t.dims) == [1, CHANNELS, 1, 1]}
    used = [numpy_helper.to_array(known[name]).astype(np.float32) for node in graph.node if node.op_type != 'Cast' for name in node.input if name in known]
    for mine, theirs in zip(first.parameters(), used, strict=True):
        mine.copy_(torch.from_numpy(theirs).reshape(mine.shape))


class Imagined:
    """Latents as the UNet would have them: noise is added, and it takes it away in one step, with guidance. What it makes is never quite what the encoder
    says, and the decoder has to know both."""

    def __init__(self) -> None:
        self.unet, self.words = (ready(Graph(SHIPPED / part / 'model.onnx')).requires_grad_(False) for part in ('unet', 'text_encoder'))
        self.texts, self.reader, self.schedule = marks.Texts(), Reader(SHIPPED / 'tokenizer'), Schedule(device())

    @torch.no_grad()
    def __call__(self, z: Tensor, labels: Tensor, g: torch.Generator, rng: Random) -> Tensor:
        n = len(z)
        known = (labels[:, 5] < Stands.ON) & (labels[:, 6] == 1)  # of the rest the words that ship say nothing
        said = self.texts(labels.tolist(), rng)
        meant = self.words(self.reader(said + [''] * n).to(device()))
        t = torch.randint(LATE, (n,), generator=g, device=device())
        noisy, _ = self.schedule.noised(z, torch.randn(z.shape, generator=g, device=device()), t)
        with half():
            v, plain = self.unet(torch.cat([noisy, noisy]), torch.cat([t, t]), meant).float().chunk(2)
        guidance = 1 + (GUIDED - 1) * torch.rand(n, 1, 1, 1, generator=g, device=device())
        cleaned = self.schedule.clean(noisy, plain + guidance * (v - plain), t)
        return torch.where(known.view(-1, 1, 1, 1).to(z.device), cleaned, z)


def run(minutes: float) -> None:
    world, encode, g, model = World(SIDE, VARIANTS), encoder(), generator(1040), Large()
    imagined = Imagined()
    begin(model.first)

    def pictures(n: int, g: torch.Generator) -> tuple[Tensor, Tensor]:
        labels = world.labels(n, g, TWO, STACKED, SEVERAL)
        return labels, world.render(labels, g).to(device())

    @torch.no_grad()
    def codes(x: Tensor) -> tuple[Tensor, Tensor]:
        mean, logvar = encode(x).float().chunk(2, 1)
        return mean, torch.exp(logvar.clamp(-12, 4) / 2)

    def loss(step: int) -> tuple[Tensor, dict[str, float]]:
        labels, x = pictures(SIZE, g)
        mean, spread = codes(x)
        z = mean + (spread + SHAKE) * torch.randn(mean.shape, generator=g, device=device())
        z[::EVERY] = imagined(z[::EVERY], labels[::EVERY], g, Random(SEED + (1040 << 32) + step))
        y = model(z.contiguous(memory_format=torch.channels_last)).float()
        # squares: with absolute errors the many calm pixels, nearly right already, outvote the few at edges, and nothing was learnt in 500 steps
        flat = (y - x).square().mean()
        sharp = torch.stack([(a - b).square().mean() for a, b in zip(slopes(y), slopes(x))]).sum()
        return SCALED * (flat + SHARP * sharp), {'flat': flat.item(), 'sharp': sharp.item()}

    held = generator(1041)
    _, seen = pictures(48, held)

    def look(model: nn.Module) -> dict[str, float]:
        with half():
            z = codes(seen)[0]
            y = torch.cat([model(part).float().clamp(-1, 1) for part in z.split(16)])
            small = torch.cat([F.interpolate(model.first(part)[1].float(), scale_factor=SMALLER, mode='bilinear') for part in z.split(16)]).clamp(-1, 1)
        write_sheet(torch.cat([seen[:8], small[:8], y[:8]]), 8, WORK / 'zero-large.png')
        psnr = [float((-10 * torch.log10(((one - seen) ** 2).mean((1, 2, 3)) / 4)).mean()) for one in (y, small)]
        return {'psnr': psnr[0], 'psnr of the small one': psnr[1]}

    train(NAME, model, loss, minutes=minutes, rate=RATE, look=look, fall=0.7, keep=0.998)


def trained() -> Large:
    model = Large()
    load(NAME, model)
    return model


class Picture(nn.Module):
    """As the port of a model folder says it: no number beyond -1..1."""

    def __init__(self, net: Large):
        super().__init__()
        self.net = net

    def forward(self, latent_sample: Tensor) -> Tensor:
        return self.net(latent_sample).clamp(-1, 1)


def shrinking(encoder: onnx.ModelProto) -> onnx.ModelProto:
    """An encoder that takes pictures SMALLER times as large: it looks at the means of SMALLER × SMALLER pixels."""
    graph = encoder.graph
    means = helper.make_node('AveragePool', ['sample'], ['smaller'], kernel_shape=[SMALLER] * 2, strides=[SMALLER] * 2)
    for node in graph.node:
        node.input[:] = ['smaller' if name == 'sample' else name for name in node.input]
    graph.node.insert(0, means)
    onnx.checker.check_model(encoder)
    return encoder


def export() -> None:
    """The decoder, and the encoder in front of which pictures shrink, in every folder of version 0."""
    shipped = onnx.load(SHIPPED / 'vae_encoder' / 'model.onnx')
    if any(node.op_type == 'AveragePool' for node in shipped.graph.node):
        raise ValueError(f'{SHIPPED} makes {SIDE} × {SIDE} pixels already; its first decoder is in the history.')
    encoder, net = shrinking(shipped), Picture(trained().cpu())
    for name in FAMILY:
        folder = MODELS / name
        write(net, {'latent_sample': torch.randn(1, CHANNELS, GRID, GRID)}, ['sample'], {'latent_sample': {0: 'batch'}, 'sample': {0: 'batch'}},
              folder / 'vae_decoder' / 'model.onnx')
        onnx.save(encoder, folder / 'vae_encoder' / 'model.onnx')
        for part in ('vae_encoder', 'vae_decoder'):
            change(folder / part / 'config.json', {'sample_size': SIDE, **LEVELS})
        change(folder / 'tincture.json', {'sizes': {'multiple': SIDE, 'min': SIDE, 'max': SIDE}, 'defaults': {'width': SIDE, 'height': SIDE}})


def change(path: Path, values: Json) -> None:
    old = json.loads(path.read_text('utf8'))
    dump(path, {**old, **{key: {**old[key], **value} if isinstance(value, dict) else value for key, value in values.items()}})
