"""Small renderings with captions, made once and kept: what the image encoders learn from, and held-out ones that they are asked about."""
import os
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random

import numpy as np
import torch
from torch import Tensor

from ..captions.grammar import LANGUAGES, caption
from ..captions.tokenizer import Reader
from ..config import SCALE, WORK
from ..lessons import seeds
from ..training import device
from ..world.render import World, open_world
from ..world.spec import held_out_labels, training_labels

CHUNK, BATCH = 2_000, 50
HELD_OUT_PICTURES = 2_000
PLACE = WORK / f'pictures-{SCALE.look}'


@dataclass(frozen=True)
class Pictures:
    pixels: Tensor  # [n, 3, side, side] of uint8
    labels: Tensor  # [n, COLUMNS]
    ids: Tensor  # [n, captions, MAX_TOKENS] of int16: of renderings one caption in each of LANGUAGES, in their order
    group: Tensor  # [n]: pictures of one prompt share it

    def __len__(self) -> int:
        return len(self.pixels)

    def rows(self, which: Tensor | slice) -> 'Pictures':
        return Pictures(self.pixels[which], self.labels[which], self.ids[which], self.group[which])


def write(pictures: Pictures, path: Path) -> None:
    part = path.with_suffix('.part.npz')
    np.savez(part, pixels=pictures.pixels, labels=pictures.labels.to(torch.int16), ids=pictures.ids, group=pictures.group)
    part.replace(path)


def read(path: Path) -> Pictures:
    with np.load(path) as file:
        return Pictures(*(torch.from_numpy(file[name]) for name in ('pixels', 'labels', 'ids', 'group')))


def joined(parts: list[Pictures]) -> Pictures:
    return Pictures(torch.cat([p.pixels for p in parts]), torch.cat([p.labels for p in parts]).long(), torch.cat([p.ids for p in parts]),
                    torch.cat([p.group for p in parts]))


def rendered(world: World, labels: Tensor, own: Tensor) -> Tensor:
    """[n, 3, look, look] of uint8."""
    parts = [world.render(labels[i:i + BATCH], own[i:i + BATCH]).cpu() for i in range(0, len(labels), BATCH)]
    return ((torch.cat(parts) + 1) * 127.5 + 0.5).byte()


def said(reader: Reader, labels: Tensor, first_seed: int) -> Tensor:
    """One caption in each language."""
    rows = labels.tolist()
    texts = [[caption(row, language, Random(f'{first_seed + i} {language}')) for i, row in enumerate(rows)] for language in LANGUAGES]
    return torch.stack([reader(some) for some in texts], 1).short()


def make(chunk: int, world: World) -> None:
    """Chunk -1 holds the held-out pictures."""
    count = min(CHUNK, SCALE.pictures - chunk * CHUNK) if chunk >= 0 else min(HELD_OUT_PICTURES, SCALE.pictures)
    own = seeds('clip', chunk * CHUNK, count) if chunk >= 0 else seeds('check', 0, count)
    labels = training_labels(own) if chunk >= 0 else held_out_labels(own)
    own = own[:len(labels)]
    write(Pictures(rendered(world, labels, own), labels, said(Reader(), labels, int(own[0])), own), PLACE / f'{chunk}.npz')


def make_alone(chunk: int) -> None:
    torch.set_num_threads(1)
    make(chunk, open_world(side=SCALE.look))


def run(_minutes: float) -> None:
    PLACE.mkdir(parents=True, exist_ok=True)
    start, chunks = time.monotonic(), [c for c in range(-1, -(-SCALE.pictures // CHUNK)) if not (PLACE / f'{c}.npz').exists()]
    if device().type == 'cuda':
        work = map(partial(make, world=open_world('cuda', side=SCALE.look)), chunks)
    else:
        work = ProcessPoolExecutor(os.cpu_count()).map(make_alone, chunks)
    for done, _ in enumerate(work, 1):
        print(f'{done} of {len(chunks)} chunks of {CHUNK} pictures, {time.monotonic() - start:.0f} s', flush=True)


def training() -> Pictures:
    """What is there so far."""
    parts = [read(path) for path in sorted(PLACE.glob('*.npz')) if path.stem.isdigit()]
    if not parts:
        raise FileNotFoundError(f'No pictures are in {PLACE}: python -m starter pictures makes them.')
    return joined(parts)


def held_out() -> Pictures:
    return joined([read(PLACE / '-1.npz')])
