"""Version 0 learns to put two things where they are asked to be: its UNet goes on from where it is, on renderings three in four of which show two, asked
for through words that mark sides (`marks.py`). A sibling keeps the words that it learnt with."""
import time
from random import Random

import torch
from torch import Tensor

from ..captions.tokenizer import Reader
from ..config import SEED, STEPS, WORK
from ..diffusion import Schedule
from ..nets.graph import Graph
from ..training import device, generator, half, load, ready, train
from ..world.banks import save
from . import marks
from .prompts import SHIPPED
from .world import World

NAME, RATE, SIZE = 'zero-pairs', 3e-4, 32
COUNT, CHUNK, DRAWN, TWO = 40_000, 500, 0.6, 0.75
EARLY, COARSE = 0.7, 300  # of the lessons are at times from COARSE on, where it is decided what stands where
LATENTS = WORK / 'zero-latents.pt'


@torch.no_grad()
def latents() -> dict[str, Tensor]:
    """Mean, log variance and labels of COUNT renderings, drawn once."""
    if not LATENTS.exists():
        world, encoder, g, start = World(), ready(Graph(SHIPPED / 'vae_encoder' / 'model.onnx')), generator(1000), time.monotonic()
        labels = world.labels(COUNT, g, DRAWN)
        with half():
            codes = [encoder(world.render(part, g)).half() for part in labels.split(CHUNK)]
        save({'codes': torch.cat(codes), 'labels': labels}, LATENTS)
        print(f'{COUNT} latents, {time.monotonic() - start:.0f} s', flush=True)
    return torch.load(LATENTS)


def run(minutes: float) -> None:
    drawn, texts, reader, words, schedule, g = latents(), marks.Texts(), Reader(SHIPPED / 'tokenizer'), marks.trained(), Schedule(device()), generator(1010)
    labels, pair = drawn['labels'].tolist(), drawn['labels'][:, 3] >= 0
    kinds = [pair.nonzero().squeeze(1), (~pair).nonzero().squeeze(1)]

    def some(rows: Tensor) -> Tensor:
        return rows[torch.randint(len(rows), (SIZE,), generator=g)]

    def loss(step: int) -> Tensor:
        rows = torch.where(torch.rand(SIZE, generator=g) < TWO, *map(some, kinds))
        early = torch.rand(SIZE, generator=g, device=device()) < EARLY
        t = torch.where(early, torch.randint(COARSE, STEPS, (SIZE,), generator=g, device=device()), schedule.times(SIZE, g))
        mean, logvar = drawn['codes'][rows].to(device()).float().chunk(2, 1)
        clean = mean + torch.exp(logvar / 2) * torch.randn(mean.shape, generator=g, device=device())
        noisy, want = schedule.noised(clean, torch.randn(clean.shape, generator=g, device=device()), t)
        said = reader(texts([labels[row] for row in rows.tolist()], Random(SEED + (1010 << 32) + step)))
        with torch.no_grad():
            meant = words(said.to(device()))
        return (unet(noisy, t, meant).float() - want).square().mean()

    unet = Graph(SHIPPED / 'unet' / 'model.onnx')
    train(NAME, unet, loss, minutes=minutes, rate=RATE, fall=0.6, keep=0.997)


def trained() -> Graph:
    unet = ready(Graph(SHIPPED / 'unet' / 'model.onnx'))
    load(NAME, unet)
    return unet
