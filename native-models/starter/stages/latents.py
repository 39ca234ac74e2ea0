"""Encodes renderings once, with captions in four languages, so that the denoiser waits for neither. On the machine it trains on."""
import os
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial

import torch
from torch import Tensor

from ..captions.grammar import LANGUAGES
from ..captions.tokenizer import Reader
from ..config import DOWN, IMAGE, LATENT, SCALE, WORK
from ..lessons import captions, seeds
from ..training import device, half
from ..world.render import open_world
from ..world.spec import held_out, training_labels
from . import vae

PATH, STATS = WORK / 'latents.pt', WORK / 'pieces' / 'latents-stats.pt'
CHUNK = 2_000


def caption_ids(chunk: int, count: int) -> Tensor:
    """[rows, captions, MAX_TOKENS], int16, for one chunk of the pictures."""
    rows = training_labels(seeds('latents', chunk * CHUNK, min(CHUNK, count - chunk * CHUNK)))
    reader = Reader()
    return torch.stack([reader(captions(rows, (chunk << 32) + (k << 24))) for k in range(SCALE.captions)], 1).short()


@torch.no_grad()
def run(_minutes: float) -> None:
    count, side, start = SCALE.latents, IMAGE // DOWN, time.monotonic()
    workers = os.cpu_count() or 2
    with ProcessPoolExecutor(workers) as pool:
        written = pool.map(partial(caption_ids, count=count), range(-(-count // CHUNK)))
        world, encoder = open_world(str(device()), workers), vae.trained().encoder
        latents = torch.empty(count, LATENT, side, side, dtype=torch.float16)
        size = max(8, SCALE.batch // 4)
        for i in range(0, count, size):
            own = seeds('latents', i, min(size, count - i)).to(device())
            labels = training_labels(own)
            assert not held_out(labels).any()
            with half():
                latents[i:i + size] = encoder(world.render(labels, own).contiguous(memory_format=torch.channels_last))[0].cpu()
            if i // size % 100 == 0:
                print(f'{i:8d}  {time.monotonic() - start:5.0f} s', flush=True)
        ids = torch.cat(list(written))
    # Every channel to mean 0 and variance 1; the exported autoencoder does the same. A denoiser that goes on training keeps the figures
    # that it began with.
    if STATS.exists():
        mean, std = (torch.load(STATS)[k] for k in ('mean', 'std'))
    else:
        few = latents[:20_000].float()
        mean, std = few.mean((0, 2, 3)), few.std((0, 2, 3))
        STATS.parent.mkdir(parents=True, exist_ok=True)
        torch.save({'mean': mean, 'std': std}, STATS)
    for part in latents.split(CHUNK):
        part.copy_((part.float() - mean.view(1, -1, 1, 1)) / std.view(1, -1, 1, 1))
    torch.save({'latents': latents, 'ids': ids}, PATH)
    print(f'{count} latents, {SCALE.captions} captions each in {len(LANGUAGES)} languages, {time.monotonic() - start:.0f} s')
