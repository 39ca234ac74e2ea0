"""Teaches the text encoder to read before the UNet learns to draw: from a caption it has to say the things, their colours,
the scene and the side. Learnt through the UNet alone the words for things stayed faint for an hour (their spread over the
48 things was 0.5, the scenes' 7.7) and every thing was the same blob.

    python text.py             3 minutes on one core: work/text.pt, from which train.py starts
"""
import time

import torch
import torch.nn as nn
import torch.nn.functional as F

import captions as cap
import config as c
import denoiser
from world import N_COLOURS, N_SCENES, N_THINGS, World

PATH = c.WORK / 'text.pt'
STEPS, BATCH, RATE = 400, 96, 1e-3


def main():
    torch.set_num_threads(c.THREADS)
    torch.manual_seed(c.SEED)
    g = torch.Generator().manual_seed(c.SEED + 450)
    world, captions = World(), cap.Captions()
    text, norm = denoiser.TextEncoder(captions.size), nn.LayerNorm(c.TEXT_WIDTH)
    names = ['thing', 'colour', 'scene', 'second thing', 'its colour', 'side']
    sizes = [N_THINGS, N_COLOURS + 1, N_SCENES, N_THINGS + 1, N_COLOURS + 2, 2]
    heads = nn.ModuleList(nn.Linear(c.TEXT_WIDTH, size) for size in sizes)
    weights = [*text.parameters(), *norm.parameters(), *heads.parameters()]
    optimiser = torch.optim.AdamW(weights, RATE, weight_decay=0.01)
    start = time.time()
    for step in range(STEPS):
        for group in optimiser.param_groups:
            group['lr'] = RATE * min(1, (step + 1) / 20) * (1 - step / STEPS)
        labels = world.labels(BATCH, g)
        pair = labels[:, 3] >= 0
        wanted = labels.clone()
        wanted[:, 3] = torch.where(pair, labels[:, 3], N_THINGS)
        wanted[:, 4] = torch.where(pair, labels[:, 4], N_COLOURS + 1)
        wanted[:, 5] = wanted[:, 5].masked_fill(~pair, -100)
        with torch.autocast('cpu', torch.bfloat16):
            words = text(captions(labels, g, drop=0, bare=0))
        said = norm(words.float().mean(1))
        answers = [head(said) for head in heads]
        loss = sum(F.cross_entropy(a, wanted[:, i], reduction='sum') for i, a in enumerate(answers)) / BATCH
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(text.parameters(), 1.0)
        optimiser.step()
        if step % 40 == 39:
            right = [f'{n} {(a.argmax(1) == wanted[:, i])[wanted[:, i] >= 0].float().mean():.2f}'
                     for i, (n, a) in enumerate(zip(names, answers))]
            print(f'{time.time() - start:5.0f} s  loss {loss:.3f}', ', '.join(right), flush=True)
    torch.save(text.state_dict(), PATH)


if __name__ == '__main__':
    main()
