"""Text encoder and UNet on the cached latents: Gaussian, PFGM++ (finite D), or with a hole to fill. v-prediction, one caption in ten empty."""
import math
from dataclasses import dataclass

import torch
from torch import Tensor

from ..captions.tokenizer import Reader
from ..config import DOWN, IMAGE, LATENT, MAX_TOKENS, SCALE
from ..diffusion import Schedule, kernel
from ..nets.unet import Denoiser
from ..training import device, generator, load, read_pieces, train
from . import read
from .latents import PATH

RATE, EMPTY = 5e-4, 0.1


@dataclass(frozen=True)
class Task:
    name: str
    extra_dimensions: float = math.inf
    channels: int = LATENT
    start: str | None = None  # whose weights it begins with


def flow_of(extra_dimensions: float) -> Task:
    """The electrostatic sibling starts where the Gaussian one does, so that the two differ in their physics alone."""
    return Task(f'pfgmpp-{extra_dimensions:g}', extra_dimensions)


BASE = Task('denoiser')
INPAINT = Task('inpaint', channels=2 * LATENT + 1, start='denoiser')


class Lessons:
    """Cached latents with captions, on the device."""

    def __init__(self, seed: int):
        cached = torch.load(PATH, mmap=True)
        # All of it in the memory of a large card; a processor leaves it in the file.
        self.latents, self.ids = (cached[k].to(device()) for k in ('latents', 'ids'))
        self.g = generator(seed)
        self.reader = Reader()
        self.empty = self.reader(['']).to(device())

    def draw(self, n: int) -> tuple[Tensor, Tensor]:
        rows = torch.randint(len(self.latents), (n,), generator=self.g, device=device())
        which = torch.randint(self.ids.shape[1], (n,), generator=self.g, device=device())
        ids = self.ids[rows, which].long()
        none = torch.rand(n, 1, generator=self.g, device=device()) < EMPTY
        return self.latents[rows].float(), torch.where(none, self.empty, ids).view(n, MAX_TOKENS)

    def holes(self, n: int) -> Tensor:
        """[n, 1, side, side] masks, 1 where something is to be drawn: a box or an oval, one in eight the whole picture."""
        side = IMAGE // DOWN
        axis = (torch.arange(side, device=device()) + 0.5) / side

        def draw(low: float, high: float) -> Tensor:
            return low + (high - low) * torch.rand(n, 1, 1, generator=self.g, device=device())

        x, y, w, h = draw(0, 1), draw(0, 1), draw(0.12, 0.5), draw(0.12, 0.5)
        across, down = ((axis.view(1, 1, -1) - x) / w).abs(), ((axis.view(1, -1, 1) - y) / h).abs()
        box = torch.maximum(across, down) < 1
        oval = across ** 2 + down ** 2 < 1
        mask = torch.where(draw(0, 1) < 0.5, box, oval) | (draw(0, 1) < 0.125)
        return mask[:, None].float()


def new_model(task: Task, reader: Reader) -> Denoiser:
    torch.manual_seed(1)
    model = Denoiser(read.taught(reader), task.channels)
    if task.start is not None:
        weights = read_pieces(task.start)
        first = model.unet.first.weight.detach() * 0
        first[:, :LATENT] = weights['unet.first.weight']
        model.load_state_dict({**weights, 'unet.first.weight': first})
    return model


def run(task: Task, minutes: float) -> None:
    lessons = Lessons(500)
    schedule, model, size = Schedule(device()), new_model(task, lessons.reader), SCALE.batch

    def loss(_step: int) -> Tensor:
        clean, ids = lessons.draw(size)
        t = schedule.times(size, lessons.g)
        noisy, want = schedule.noised(clean, kernel(clean, task.extra_dimensions, lessons.g), t)
        if task.channels > LATENT:
            mask = lessons.holes(size)
            # The pipeline encodes the picture with its hole grey; in the latent that is close to a hole of zeros.
            noisy = torch.cat([noisy, mask, clean * (1 - mask)], 1)
        return (model(noisy.contiguous(memory_format=torch.channels_last), t, ids).float() - want).square().mean()

    train(task.name, model, loss, minutes=minutes, rate=RATE, keep=0.9995)


def trained(name: str, channels: int = LATENT) -> Denoiser:
    model = Denoiser(read.untaught(Reader()), channels)
    load(name, model)
    return model
