"""Renderings of the few things' world that words, UNet and judge learn from: drawn once at twice their size, halved, and encoded by the encoder that ships."""
import os
import time
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor

from ..config import WORK
from ..lessons import seeds
from ..training import half
from ..world.banks import banks, save
from ..world.render import World, open_world
from ..world.spec import candidate, training_labels
from ..zero.large import encoder

SIDE, CHUNK, BATCH = 64, 2_000, 50
PLACE = WORK / 'few'
LESSONS, SEEN = 60_000, 16_000  # what may be trained on; anything, for the judge alone


def rendered(world: World, labels: Tensor, own: Tensor) -> Tensor:
    """[n, 3, SIDE, SIDE] in -1..1"""
    return torch.cat([F.avg_pool2d(world.render(labels[i:i + BATCH], own[i:i + BATCH]), 2) for i in range(0, len(labels), BATCH)])


@cache
def opened() -> World:
    return open_world(side=2 * SIDE)


def make(work: tuple[str, int]) -> None:
    stream, chunk = work
    torch.set_num_threads(1)
    world, own = opened(), seeds(stream, chunk * CHUNK, CHUNK)
    labels = training_labels(own) if stream == 'latents' else candidate(own)
    pictures = rendered(world, labels, own)
    kept = {'labels': labels.short(), 'pixels': ((pictures + 1) * 127.5 + 0.5).byte()}
    if stream == 'latents':
        encode = encoder()
        with torch.no_grad(), half():
            codes = [encode(part) for part in pictures.split(BATCH)]
        kept['codes'] = torch.cat(codes).half()
    save(kept, place(stream, chunk))


def place(stream: str, chunk: int) -> Path:
    return PLACE / f'{stream}-{chunk}.pt'


def chunks(stream: str) -> range:
    return range(LESSONS // CHUNK if stream == 'latents' else SEEN // CHUNK)


def run(_minutes: float) -> None:
    PLACE.mkdir(parents=True, exist_ok=True)
    banks(2)  # before two processes would make them
    start, work = time.monotonic(), [(stream, chunk) for stream in ('latents', 'judge') for chunk in chunks(stream) if not place(stream, chunk).exists()]
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for done, _ in enumerate(pool.map(make, work), 1):
            print(f'{done} of {len(work)} chunks of {CHUNK}, {time.monotonic() - start:.0f} s', flush=True)


def kept(stream: str, name: str) -> Tensor:
    """One column of what was drawn so far."""
    return torch.cat([torch.load(place(stream, chunk), mmap=True)[name].clone() for chunk in chunks(stream) if place(stream, chunk).exists()])
