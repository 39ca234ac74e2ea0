"""Encodes renderings once, so that the denoiser never waits for them.

    python latents.py          60,000 pictures, 2 minutes on two cores: work/latents.pt
"""
import os
import time

import torch

import config as c
import vae
from world import World

PATH = c.WORK / 'latents.pt'
STATS = c.WORK / 'latents-stats.pt'
COUNT = int(os.environ.get('STARTER_LATENTS', 60_000))


@torch.no_grad()
def main():
    torch.set_num_threads(c.THREADS)
    world, g = World(), torch.Generator().manual_seed(c.SEED + 400)
    encoder = vae.load().encoder.to(memory_format=torch.channels_last)
    labels = world.labels(COUNT, g)
    held = labels[:, 1] < world.held.shape[1]
    assert not world.held[labels[held, 0], labels[held, 1], labels[held, 2]].any()
    out = torch.empty(COUNT, c.LATENT, c.LATENT_SIDE, c.LATENT_SIDE, dtype=torch.float16)
    start = time.time()
    for i in range(0, COUNT, 250):
        x = world.render(labels[i:i + 250], g).contiguous(memory_format=torch.channels_last)
        with torch.autocast('cpu', torch.bfloat16):
            out[i:i + 250] = encoder(x)[0]
        if i % 10000 == 0:
            print(f'{i:7d}  {time.time() - start:5.0f} s', flush=True)
    # Every channel to mean 0 and variance 1; the exported autoencoder does the same. A denoiser that goes on training keeps
    # the figures that it began with.
    if STATS.exists():
        mean, std = (torch.load(STATS)[k] for k in ('mean', 'std'))
    else:
        few = out[:20000].float()
        mean, std = few.mean((0, 2, 3)), few.std((0, 2, 3))
        torch.save({'mean': mean, 'std': std}, STATS)
    print('std', std.tolist())
    out = ((out.float() - mean.view(1, -1, 1, 1)) / std.view(1, -1, 1, 1)).half()
    torch.save({'latents': out, 'labels': labels.to(torch.int8), 'mean': mean, 'std': std}, PATH)


if __name__ == '__main__':
    main()
