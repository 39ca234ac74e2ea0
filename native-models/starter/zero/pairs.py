"""Version 0 learns to put two things where they are asked to be: its UNet goes on from where it is, on renderings three in four of which show two, asked
for through words that mark sides (`marks.py`). A sibling keeps the words that it learnt with."""
import time
from collections.abc import Callable
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
from .large import encoder
from .prompts import SHIPPED
from .world import World

NAME, RATE, SIZE = 'zero-pairs', 3e-4, 32
COUNT, CHUNK, DRAWN, TWO = 40_000, 500, 0.6, 0.75
EARLY, COARSE = 0.7, 300  # of the lessons are at times from COARSE on, where it is decided what stands where


@torch.no_grad()
def latents(name: str, labels_of: Callable[[World, torch.Generator], Tensor], g: torch.Generator) -> dict[str, Tensor]:
    """Mean, log variance and labels of renderings, drawn once."""
    place = WORK / f'{name}.pt'
    if not place.exists():
        world, encode, start = World(), encoder(), time.monotonic()
        labels = labels_of(world, g)
        with half():
            codes = [encode(world.render(part, g)).half() for part in labels.split(CHUNK)]
        save({'codes': torch.cat(codes), 'labels': labels}, place)
        print(f'{len(labels)} latents, {time.monotonic() - start:.0f} s', flush=True)
    return torch.load(place)


def learn(name: str, drawn: dict[str, Tensor], kinds: list[tuple[float, Tensor]], words: Graph, minutes: float, seed: int, fall: float) -> None:
    """The UNet that ships learns from latents what these words mean; a kind is its share of the lessons and which of the latents are of it."""
    texts, reader, schedule, g, labels = marks.Texts(), Reader(SHIPPED / 'tokenizer'), Schedule(device()), generator(seed), drawn['labels'].tolist()
    shares, rows_of = torch.tensor([share for share, _ in kinds]), [rows.nonzero().squeeze(1) for _, rows in kinds]

    def loss(step: int) -> Tensor:
        kind = torch.multinomial(shares, SIZE, replacement=True, generator=g).tolist()
        rows = torch.stack([rows_of[k][torch.randint(len(rows_of[k]), (1,), generator=g)[0]] for k in kind])
        early = torch.rand(SIZE, generator=g, device=device()) < EARLY
        t = torch.where(early, torch.randint(COARSE, STEPS, (SIZE,), generator=g, device=device()), schedule.times(SIZE, g))
        mean, logvar = drawn['codes'][rows].to(device()).float().chunk(2, 1)
        clean = mean + torch.exp(logvar / 2) * torch.randn(mean.shape, generator=g, device=device())
        noisy, want = schedule.noised(clean, torch.randn(clean.shape, generator=g, device=device()), t)
        said = reader(texts([labels[row] for row in rows.tolist()], Random(SEED + (seed << 32) + step)))
        with torch.no_grad():
            meant = words(said.to(device()))
        return (unet(noisy, t, meant).float() - want).square().mean()

    unet = Graph(SHIPPED / 'unet' / 'model.onnx')
    train(name, unet, loss, minutes=minutes, rate=RATE, fall=fall, keep=0.997)


def run(minutes: float) -> None:
    drawn = latents('zero-latents', lambda world, g: world.labels(COUNT, g, DRAWN), generator(1000))
    pair = drawn['labels'][:, 3] >= 0
    learn(NAME, drawn, [(TWO, pair), (1 - TWO, ~pair)], marks.trained(), minutes, 1010, 0.6)


def trained() -> Graph:
    unet = ready(Graph(SHIPPED / 'unet' / 'model.onnx'))
    load(NAME, unet)
    return unet
