"""The decoder that ships goes on, on renderings of the few things' world."""
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch import Tensor

from ..config import WORK
from ..lessons import held_out_pictures, seeds
from ..nets.graph import Graph
from ..stages.vae import slopes
from ..training import device, generator, half, load, train
from ..world.render import open_world
from ..world.sheet import write_sheet
from ..world.spec import training_labels
from ..zero.large import SHAKE, SHARP, SCALED, encoder
from ..zero.prompts import SHIPPED
from . import data

NAME, RATE, SIZE = 'few-decoder', 6e-4, 8


def run(minutes: float) -> None:
    world, small = open_world(str(device())), open_world(str(device()), side=2 * data.SIDE)
    encode, g, model = encoder(), generator(1120), Graph(SHIPPED / 'vae_decoder' / 'model.onnx')

    @torch.no_grad()
    def codes(x: Tensor) -> tuple[Tensor, Tensor]:
        mean, logvar = encode(x).float().chunk(2, 1)
        return mean, torch.exp(logvar.clamp(-12, 4) / 2)

    def loss(step: int) -> tuple[Tensor, dict[str, float]]:
        own = seeds('vae', step * SIZE, SIZE)
        labels = training_labels(own)
        x = world.render(labels, own).to(device())
        # what the UNet learnt from were smaller renderings of the same
        seen = F.avg_pool2d(x, 4) if step % 2 == 0 else F.avg_pool2d(small.render(labels, own).to(device()), 2)
        mean, spread = codes(seen)
        z = mean + (spread + SHAKE) * torch.randn(mean.shape, generator=g, device=device())
        y = model(z.contiguous(memory_format=torch.channels_last)).float()
        flat = (y - x).square().mean()
        sharp = torch.stack([(a - b).square().mean() for a, b in zip(slopes(y), slopes(x))]).sum()
        return SCALED * (flat + SHARP * sharp), {'flat': flat.item(), 'sharp': sharp.item()}

    seen, _ = held_out_pictures(world, 48)

    def look(model: nn.Module) -> dict[str, float]:
        with half():
            z = codes(F.avg_pool2d(seen, 4))[0]
            y = torch.cat([model(part).float().clamp(-1, 1) for part in z.split(16)])
        write_sheet(torch.stack([seen[:24], y[:24]], 1).flatten(0, 1), 8, WORK / f'{NAME}.png')
        return {'psnr': float((-10 * torch.log10(((y - seen) ** 2).mean((1, 2, 3)) / 4)).mean())}

    train(NAME, model, loss, minutes=minutes, rate=RATE, look=look, fall=0.7, keep=0.998)


def trained() -> Graph:
    model = Graph(SHIPPED / 'vae_decoder' / 'model.onnx')
    load(NAME, model)
    return model
